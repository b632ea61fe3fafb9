"""A small VIES: the SOAP service of the European Union as core's client calls it."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NAMESPACE = "urn:ec.europa.eu:taxud:vies:services:checkVat"
DESCRIPTION = """<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions targetNamespace="{namespace}" xmlns:tns="{namespace}:types"
  xmlns:impl="{namespace}" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/">
  <wsdl:types>
    <xsd:schema elementFormDefault="qualified" targetNamespace="{namespace}:types">
      <xsd:element name="checkVat"><xsd:complexType><xsd:sequence>
        <xsd:element name="countryCode" type="xsd:string"/>
        <xsd:element name="vatNumber" type="xsd:string"/>
      </xsd:sequence></xsd:complexType></xsd:element>
      <xsd:element name="checkVatResponse"><xsd:complexType><xsd:sequence>
        <xsd:element name="countryCode" type="xsd:string"/>
        <xsd:element name="vatNumber" type="xsd:string"/>
        <xsd:element name="requestDate" type="xsd:date"/>
        <xsd:element name="valid" type="xsd:boolean"/>
      </xsd:sequence></xsd:complexType></xsd:element>
    </xsd:schema>
  </wsdl:types>
  <wsdl:message name="request"><wsdl:part name="parameters" element="tns:checkVat"/>
  </wsdl:message>
  <wsdl:message name="response">
    <wsdl:part name="parameters" element="tns:checkVatResponse"/>
  </wsdl:message>
  <wsdl:portType name="checkVatPortType"><wsdl:operation name="checkVat">
    <wsdl:input message="impl:request"/><wsdl:output message="impl:response"/>
  </wsdl:operation></wsdl:portType>
  <wsdl:binding name="checkVatBinding" type="impl:checkVatPortType">
    <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="checkVat"><soap:operation soapAction=""/>
      <wsdl:input><soap:body use="literal"/></wsdl:input>
      <wsdl:output><soap:body use="literal"/></wsdl:output>
    </wsdl:operation>
  </wsdl:binding>
  <wsdl:service name="checkVatService">
    <wsdl:port name="checkVatPort" binding="impl:checkVatBinding">
      <soap:address location="{url}"/>
    </wsdl:port>
  </wsdl:service>
</wsdl:definitions>"""
ENVELOPE = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>{}'
    "</s:Body></s:Envelope>"
)
FAULT = (
    "<s:Fault><faultcode>s:Server</faultcode><faultstring>{}</faultstring></s:Fault>"
)
RESPONSE = (
    '<checkVatResponse xmlns="{namespace}:types"><countryCode>{country}</countryCode>'
    "<vatNumber>{number}</vatNumber><requestDate>2026-11-25</requestDate>"
    "<valid>{valid}</valid></checkVatResponse>"
)


class ViesServer:
    """A server of its own on a free port; ``url`` is its description.

    :ivar set valid: the numbers that it knows, with their country
    :ivar str fault: what it answers instead, such as MS_UNAVAILABLE
    :ivar list asked: the numbers it was asked for
    """

    def __init__(self):
        self.valid, self.fault, self.asked = set(), "", []
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server = server
        self.url = f"http://127.0.0.1:{server.server_port}/checkVatService.wsdl"
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request):
        """The status and the body for a SOAP request."""
        values = re.findall(r"<[^>]*(?:countryCode|vatNumber)>([^<]*)<", request)
        country, number = values
        self.asked.append(country + number)
        if self.fault:
            return 500, ENVELOPE.format(FAULT.format(self.fault))
        valid = str(country + number in self.valid).lower()
        body = RESPONSE.format(
            namespace=NAMESPACE, country=country, number=number, valid=valid
        )
        return 200, ENVELOPE.format(body)

    def _handler(vies):  # noqa: N805 -- the handler has a self of its own
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                url = vies.url.rpartition(".")[0]
                self.reply(200, DESCRIPTION.format(namespace=NAMESPACE, url=url))

            def do_POST(self):
                length = int(self.headers["Content-Length"])
                self.reply(*vies.answer(self.rfile.read(length).decode()))

            def reply(self, status, text):
                body = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/xml; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args):
                pass

        return Handler
