"""Everything the portal tells of an invoice, and what a public body does with it."""

import pytest
import requests

from chorus_api import InvoiceSearch, ProtocolError, Rejected
from chorus_api.messages import DepositReport, IssuedInvoice
from tests_unit.client_tools import page, set_status, stored
from tests_unit.simulator_files import DEMO, PLAIN, SECOND, cii

pytest_plugins = ["tests_unit.simulator_fixtures", "tests_unit.client_fixtures"]


def test_the_mandate_number_is_read(portal, chorus, invoice):
    assert chorus.read_invoice(invoice).mandate_number == ""
    set_status(portal, invoice, "MANDATEE", mandate="2026-4711")
    found = chorus.read_invoice(invoice)
    assert (found.mandate_number, found.status) == ("2026-4711", "MANDATEE")
    assert (found.invoice_number, found.recipient) == ("F1", PLAIN)
    assert "2026-4711" in page(portal, invoice).text
    refused = requests.post(
        f"{portal.url}/simulator/invoices/{invoice}/status",
        json={"status": "SERVICE_FAIT", "mandate": "1"},
        timeout=10,
    )
    assert refused.status_code == 400
    assert stored(portal, invoice)["status"] == "MANDATEE"


def test_an_invoice_full_of_data_is_read():
    """Fields are read that the swagger has and the simulator never fills."""
    found = IssuedInvoice.read(
        {
            "facture": {
                "identifiantFactureCPP": 7,
                "references": {"dateEcheancePaiement": "2026-04-01"},
                "fournisseur": {
                    "coordBancairesFournisseurId": 12,
                    "coordBancairesFournisseurLibelle": "Compte courant",
                    "affactureur": {"affactureurRaisonSociale": "Factor SA"},
                },
                "cadreDeFacturation": {
                    "codeValideur1": DEMO,
                    "dateValidation1": "2026-03-02T10:00:00.000+01:00",
                    "codeValideur2": SECOND,
                    "raisonSocialeValideur2": "Ébénisterie",
                },
            }
        }
    )
    assert str(found.due_date) == "2026-04-01"
    assert (found.bank_account_ref, found.bank_account_name) == ("12", "Compte courant")
    assert found.factor_name == "Factor SA"
    first, second = found.validators
    assert first.validated_at.hour == 9 and second.validated_at is None
    with pytest.raises(ProtocolError):
        IssuedInvoice.read({"facture": None})


def test_the_report_of_a_deposit_is_a_pdf(portal, chorus):
    flow_number = chorus.deposit_flow("F1.xml", cii(), "IN_DP_E1_CII_16B").flow_number
    portal.advance(120)
    report = chorus.read_deposit_report(flow_number)
    assert report.file_name == f"{flow_number}.pdf"
    assert (
        report.content.startswith(b"%PDF-") and flow_number.encode() in report.content
    )
    assert b"IN_INTEGRE" in report.content
    with pytest.raises(Rejected):
        chorus.read_deposit_report("CPP0")


def test_a_report_without_a_file_or_with_nonsense():
    empty = DepositReport.read({"numeroFluxDepot": "CPP7"})
    assert empty.content == b""
    with pytest.raises(ProtocolError):
        DepositReport.read({"numeroFluxDepot": "CPP7", "fichierCR": "été"})


# -- The public body's side ----------------------------------------------------


def test_a_status_beside_the_current_one_and_one_of_tomorrow(portal, chorus, invoice):
    set_status(portal, invoice, "STATUT_NOUVEAU", force=True)
    early = {"at": "2020-01-02T10:00:00", "current": False}
    set_status(portal, invoice, "SERVICE_FAIT", **early)
    history = chorus.read_history(invoice)
    assert history.current_status == "STATUT_NOUVEAU"
    assert history.events[0].code == "SERVICE_FAIT"
    for data in ({"status": "STATUT_NOUVEAU"}, {"status": "REJETEE", "reason": "NO"}):
        path = f"{portal.url}/simulator/invoices/{invoice}/status"
        assert requests.post(path, json=data, timeout=10).status_code == 400


def test_many_invoices_out_of_nothing(portal, chorus):
    values = {"supplier": DEMO, "recipient": PLAIN, "at": "2026-03-10T12:00:00"}
    made = portal.control("invoices", values | {"count": 20, "prefix": "G", "days": 10})
    assert [number for _id, number in made] == [f"G{n:05d}" for n in range(20)]
    (found,) = chorus.search_invoices(InvoiceSearch())
    assert [(int(r.chorus_invoice_id), r.invoice_number) for r in found.rows] == [
        tuple(row) for row in made
    ]
    assert {row.status for row in found.rows} == {"MISE_A_DISPOSITION"}
    assert len({row.deposited_on for row in found.rows}) == 10
    assert len(chorus.read_history(str(made[7][0])).events) == 1


def test_a_person_gives_a_reason_and_a_mandate_number(portal, invoice):
    def submit(**data):
        path = f"{portal.url}/factures/{invoice}/statut"
        return requests.post(path, data=data, timeout=10)

    agent = {"last_name": "Moreau", "email": "j.moreau@ville.example", "phone": "01"}
    answer = submit(status="REJETEE", reason="TX_TVA_ERR", comment="5,5 %", **agent)
    assert answer.ok and "TX_TVA_ERR : Taux de TVA erroné. 5,5 %" in answer.text
    assert "j.moreau@ville.example" in answer.text
    assert submit(status="MANDATEE", mandate="M-1").ok
    assert stored(portal, invoice)["mandate"] == "M-1"
    assert submit(status="REJETEE").status_code == 400
    assert submit(status="REJETEE", reason="NO").status_code == 400
    assert submit(status="SERVICE_FAIT", mandate="M-2").status_code == 400
