"""The portal of a scenario: served, prepared, and watched."""

import base64
import tempfile
import threading
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..app import Simulator, create_app
from ..documents.pdf import small_pdf
from ..documents.written import Supplier, WrittenInvoice, WrittenLine, write_cii
from ..samples import FIRST_IBAN, HOLDER, TOWN
from ..server import serve
from ..wire import moment_of
from .exchanges import Exchange, Wire

COMPANY = Supplier("73282932000074", "Atelier Lumière SARL")
SUPPLIER_LOGIN = "TECH_1_0000001@cpro.fr"
TOWN_LOGIN = "TECH_1_0000003@cpro.fr"
VALIDATOR_LOGIN = "TECH_1_0000005@cpro.fr"
# Nobody waits here: what the portal does by itself, it does at once.
AT_ONCE = dict.fromkeys(
    (
        "flow_queued_after flow_started_after flow_finished_after invoice_routed_after"
        " invoice_available_after"
    ).split(),
    0,
)
# Seconds that the calls of a client that has ended may go on.
LAST_CALLS = 10
LOOK = 0.02


class Portal:
    """The simulator in a thread, on a free port; a context manager."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(
            prefix="conformance-", ignore_cleanup_errors=True
        )
        self.folder = Path(self._folder.name)
        self.simulator = Simulator(self.folder / "portal.sqlite")
        app = create_app(self.simulator)
        # What prepares a scenario is no part of what is watched.
        self._inside = app.test_client()
        self._wire = Wire(app)
        self._server = serve(self._wire, "127.0.0.1", 0)
        options = {"poll_interval": LOOK}
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs=options, daemon=True
        )
        self.begin()

    def begin(self) -> None:
        """Begin anew: as seeded, without tokens, with nothing on the wire."""
        self.simulator.reset(tokens=True)
        self.simulator.settings.update(AT_ONCE)
        self._wire.exchanges = []

    def __enter__(self) -> "Portal":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._folder.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.port}"

    def exchanges(self) -> list[Exchange]:
        """All that arrived, in its order, once nothing is on its way any more."""
        end = time.monotonic() + LAST_CALLS
        while (found := list(self._wire.exchanges)) and time.monotonic() < end:
            if all(exchange.ended for exchange in found):
                break
            time.sleep(LOOK)
        return found

    # -- What a scenario needs -------------------------------------------------

    def control(self, path: str, data: dict) -> Any:
        """Call the control API, such as ``faults``.

        :raises ValueError: it refuses
        """
        answer = self._inside.post(f"/simulator/{path}", json=data)
        if answer.status_code != 200:
            raise ValueError(answer.get_data(as_text=True))
        return answer.get_json()

    def fault(self, kind: str, operation: str, **parameters: Any) -> None:
        self.control("faults", {"kind": kind, "operation": operation} | parameters)

    def value(self, query: str, *values: Any) -> Any:
        """The first column of the first row of a query on the portal's tables."""
        row = self.simulator.database.connection().execute(query, values).fetchone()
        return row[0] if row else None

    def structure(self, identifier: str) -> int:
        """The portal's identifier of a structure."""
        return self.value("SELECT id FROM structures WHERE identifier = ?", identifier)

    def invoice(self, status: str = "MISE_A_DISPOSITION", **values: Any) -> int:
        """An invoice of the company to the town; its identifier at the portal."""
        invoice = {"supplier": COMPANY.identifier, "recipient": TOWN, "total": 120}
        invoice |= {"number": "F1", "untaxed": 100, "status": status}
        return self.control("drafts", invoice | values)["id"]

    def to_validate(self, status: str = "A_VALIDER_1") -> int:
        """An invoice of a subcontractor; its identifier at the portal."""
        values = {"framework": "A9", "validator": HOLDER, "automatic": True}
        return self.invoice(status, **values)

    def today(self) -> date:
        return moment_of(self.simulator.clock.now()).date()

    def xml(self, number: str = "F1", recipient: str = TOWN) -> bytes:
        """An invoice of the company that the portal takes, in CII."""
        line = WrittenLine("Lampe", Decimal(1), Decimal("100.00"), Decimal(20))
        return write_cii(
            WrittenInvoice(
                supplier=COMPANY,
                recipient=recipient,
                recipient_name="Commune de Sansexigence",
                number=number,
                issued=self.today(),
                lines=(line,),
                iban=FIRST_IBAN,
            )
        )

    def file(self, name: str, content: bytes) -> dict[str, str]:
        """A file for a client: ``file`` is its path."""
        path = self.folder / name
        path.write_bytes(content)
        return {"file": str(path), "file_name": name}

    def pdf(self) -> dict[str, str]:
        return self.file("F1.pdf", small_pdf(["Facture F1"]))

    def flow(self, content: bytes, name: str = "F1.xml") -> str:
        """Deposit a file as the company would; the number of the flow."""
        body = {
            "fichierFlux": base64.b64encode(content).decode(),
            "nomFichier": name,
            "syntaxeFlux": "IN_DP_E1_CII_16B",
            "avecSignature": False,
        }
        return self.call("factures/v1/deposer/flux", body)["numeroFluxDepot"]

    def call(self, path: str, body: dict, login: str = SUPPLIER_LOGIN) -> dict:
        """Call the API unwatched.

        :raises ValueError: it refuses
        """
        form = {"grant_type": "client_credentials"}
        form |= {"client_id": "simulator", "client_secret": "simulator"}
        token = self._inside.post("/api/oauth/token", data=form).get_json()
        account = base64.b64encode(f"{login}:simulator".encode()).decode()
        headers = {
            "Authorization": f"Bearer {token['access_token']}",
            "cpro-account": account,
        }
        answer = self._inside.post(f"/cpro/{path}", json=body, headers=headers)
        told = answer.get_json()
        if answer.status_code != 200 or told["codeRetour"]:
            raise ValueError(answer.get_data(as_text=True))
        return told
