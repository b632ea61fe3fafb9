"""A validator's client: what waits for it, its answers and what they lead to, against
the simulator over real HTTP."""

from datetime import timedelta

import pytest

from chorus_api import (
    Attachment,
    ChorusClient,
    PaymentRequestSearch,
    ProtocolError,
    Rejected,
    Uncertain,
    ValidationSearch,
)
from chorus_api.receiving import WORKS
from chorus_api.validation import REFUSE, TO_VALIDATE, VALIDATE, WRONG_VALIDATOR
from tests_unit.client_tools import (
    SmallServer,
    answer,
    calls,
    connection,
    fault,
)
from tests_unit.simulator_files import DEMO, PLAIN, SECOND, cii
from tests_unit.validator_tools import HOLDER, named, send, waiting

pytest_plugins = [
    "tests_unit.simulator_fixtures",
    "tests_unit.client_fixtures",
    "tests_unit.validator_fixtures",
]

SECOND_LOGIN = "TECH_1_0000002@cpro.fr"
TO_DO = "factures/rechercher/aTraiter/valideur"
SEARCH = "factures/rechercher/valideur"
ANSWER = "factures/traiter/factureAValider"
DAY = 86400


def codes(client, invoice):
    """The statuses of an invoice, oldest first."""
    events = client.read_history(invoice).events
    return [event.code for event in events if event.kind == "status"]


# -- Searches and content ------------------------------------------------------


def test_a_row(portal, holder):
    invoice = send(portal, market="M1", commitment="E1", untaxed=100.25)
    (found,) = holder.search_to_validate()
    (row,) = found.rows
    assert (row.chorus_invoice_id, row.kind) == (invoice, "FACTURE")
    assert (row.invoice_number, row.status) == ("F1", "A_VALIDER_1")
    assert (row.supplier, row.supplier_name) == (DEMO, "Atelier Lumière SARL")
    assert (row.recipient, row.recipient_name) == (PLAIN, "Commune de Sansexigence")
    assert (row.validator, row.validator_name) == (HOLDER, "Bâtisseurs de la Rance SAS")
    assert (row.untaxed, row.total, row.currency) == (100.25, 120.5, "EUR")
    assert (row.contract_number, row.commitment_number) == ("M1", "E1")
    assert row.invoice_date and row.deposited_on and row.works_type == ""
    assert all(not call["unknown_fields"] for call in portal.calls())


def test_who_is_asked(portal, holder, chorus):
    send(portal, "F1")
    send(portal, "F2", validator=SECOND)
    send(portal, "F3", "A_VALIDER_2", second_validator=HOLDER, validator=SECOND)
    send(portal, "F4", second_validator=HOLDER, validator=SECOND)
    send(portal, "F5", "VALIDEE_1")
    assert waiting(holder) == ["F1", "F3"]
    assert waiting(chorus) == []
    assert named(holder) == ["F1", "F3", "F5"]
    reference = next(holder.search_to_validate()).rows[0].validator_ref
    (mine,) = holder.search_to_validate(reference)
    assert len(mine.rows) == 2
    (nobody,) = holder.search_to_validate("1")
    assert nobody.rows == ()


def test_criteria(portal, holder):
    send(portal, "F1", market="M1")
    send(portal, "F2", "REFUSEE_1", supplier=SECOND)
    send(portal, "F3", framework="A10")
    assert named(holder) == ["F1", "F2"]
    assert named(holder, kind=WORKS) == ["F3"]
    assert named(holder, statuses=TO_VALIDATE) == ["F1"]
    assert named(holder, contract_number="M1") == ["F1"]
    assert named(holder, invoice_number="F2") == ["F2"]
    row = next(holder.search_validated(ValidationSearch(invoice_number="F2"))).rows[0]
    assert named(holder, supplier_ref=row.supplier_ref) == ["F2"]
    assert named(holder, recipient_ref=row.recipient_ref) == ["F1", "F2"]
    assert named(holder, validator_ref=row.validator_ref) == ["F1", "F2"]
    today = row.deposited_on
    assert len(named(holder, deposited_from=today, deposited_to=today)) == 2
    assert named(holder, deposited_to=today - timedelta(days=1)) == []
    assert all(not call["unknown_fields"] for call in portal.calls())


def test_all_pages_come_once(portal, holder):
    """The request cannot lift a maximum, so there is none (A 2.10)."""
    lot = {"count": 203, "prefix": "P", "supplier": DEMO, "recipient": PLAIN}
    lot |= {"framework": "A9", "validator": HOLDER, "status": "A_VALIDER_1"}
    portal.control("invoices", lot)
    found = [len(page.rows) for page in holder.search_to_validate(page_size=100)]
    assert found == [100, 100, 3]
    assert len(calls(portal, TO_DO)) == 3
    assert len(set(named(holder))) == 203
    later = holder.search_validated(ValidationSearch(), first_page=2)
    assert len(next(later).rows) == 3


def test_one_row_and_lists_as_they_were_seen(portal):
    row = {"idFacture": "3346947", "montantTTC": "20", "numeroFacture": None}
    reply = {"codeRetour": 0, "libelle": "x", "listeFactures": row}
    with SmallServer(answer(reply)) as server:
        client = ChorusClient(connection(server.url))
        ((read,),) = (page.rows for page in client.search_to_validate())
    assert (read.chorus_invoice_id, read.total, read.untaxed) == ("3346947", 20.0, None)
    assert read.invoice_number == ""


@pytest.mark.parametrize(
    "read",
    [
        lambda c: next(c.search_to_validate()),
        lambda c: next(c.search_validated(ValidationSearch())),
        lambda c: c.list_refusal_reasons(),
        lambda c: c.list_validator_statuses(),
        lambda c: c.search_payment_requests(PaymentRequestSearch("VALIDEUR")),
    ],
)
def test_an_answer_that_says_nothing_is_not_empty(read):
    with SmallServer(answer({"codeRetour": 0, "libelle": "x"})) as server:
        with pytest.raises(ProtocolError):
            read(ChorusClient(connection(server.url)))


def test_content(portal, holder, chorus, monkeypatch):
    monkeypatch.setattr("chorus_api.validator_calls.PAGE_SIZE", 5)
    invoice = send(portal, status="SUSPENDUE")
    file_id = chorus.add_file("bon.pdf", b"%PDF-1.4", "application/pdf")
    linked = [Attachment(file_id, f"Bon {n:02}") for n in range(12)]
    chorus.complete_invoice(invoice, "Voici", linked)
    found = holder.read_to_validate(invoice)
    assert (found.chorus_invoice_id, found.status) == (invoice, "COMPLETEE")
    assert (found.supplier_name, found.total) == ("Atelier Lumière SARL", 120.5)
    assert [v.siret for v in found.validators] == [HOLDER]
    assert len({document.name for document in found.documents}) == 12
    assert holder.read_history(invoice).current_status == "COMPLETEE"
    assert all(not call["unknown_fields"] for call in portal.calls())


def test_the_invoices_of_others(portal, holder, chorus):
    theirs = send(portal, validator=SECOND)
    for act in (
        holder.read_to_validate,
        holder.read_history,
        lambda invoice: holder.answer_to_validate(invoice, VALIDATE),
    ):
        with pytest.raises(Rejected) as caught:
            act(theirs)
        assert caught.value.message == "GDP_MSG_11.008"
    # Nor does a supplier answer for his validator.
    with pytest.raises(Rejected):
        chorus.answer_to_validate(theirs, VALIDATE)


# -- Answers -------------------------------------------------------------------


def test_who_agrees_lets_it_go_on(portal, holder, chorus):
    invoice = send(portal)
    done = holder.answer_to_validate(invoice, VALIDATE, comment="Accord pour 80 €")
    assert (done.chorus_invoice_id, done.invoice_number) == (invoice, "F1")
    assert done.status == "VALIDEE_1" and done.processed_on
    assert chorus.read_history(invoice).events[-1].comment == "Accord pour 80 €"
    assert waiting(holder) == []
    portal.advance(200)
    assert codes(chorus, invoice) == [
        "A_VALIDER_1",
        "VALIDEE_1",
        "DEPOSEE",
        "EN_COURS_ACHEMINEMENT",
        "MISE_A_DISPOSITION",
    ]
    assert named(holder) == ["F1"]
    with pytest.raises(Rejected) as caught:
        holder.answer_to_validate(invoice, VALIDATE)
    assert caught.value.message == "GDP_MSG_11.001"


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        (WRONG_VALIDATOR, "ERREUR_FOURNISSEUR_SUR_VALIDEUR"),
        ("MONTANT_ERR", "REFUSEE_1"),
    ],
)
def test_a_refusal_by_its_reason(portal, holder, chorus, reason, status):
    invoice = send(portal)
    with pytest.raises(Rejected):
        holder.answer_to_validate(invoice, REFUSE)
    with pytest.raises(Rejected):
        holder.answer_to_validate(invoice, REFUSE, reason_code="?")
    done = holder.answer_to_validate(
        invoice, REFUSE, reason_code=reason, comment="Voir le métré"
    )
    assert done.status == status
    portal.advance(20 * DAY)
    assert chorus.read_invoice(invoice).status == status
    told = chorus.read_history(invoice).events[-1].comment
    assert told.startswith(reason) and told.endswith("Voir le métré")


def test_the_wrong_validator_then_another(portal, holder, chorus):
    invoice = send(portal)
    holder.answer_to_validate(invoice, REFUSE, reason_code=WRONG_VALIDATOR)
    chorus.correct_validator(invoice, SECOND)
    assert waiting(holder) == []
    with ChorusClient(connection(portal.url, login=SECOND_LOGIN)) as other:
        assert waiting(other) == ["F1"]
        other.answer_to_validate(invoice, VALIDATE)
    portal.advance(200)
    assert codes(chorus, invoice)[-1] == "MISE_A_DISPOSITION"


def test_a_second_validator_whom_the_first_names(portal, holder, chorus):
    """Where the first is a co-contractor himself; D, as A 2.10 says."""
    invoice = send(portal, validator=SECOND)
    own = next(holder.search_to_validate())
    assert own.rows == ()
    with ChorusClient(connection(portal.url, login=SECOND_LOGIN)) as first:
        (structure,) = holder.list_own_structures()
        first.answer_to_validate(
            invoice,
            VALIDATE,
            validator_kind="COTRAITANT",
            next_validator_ref=structure.structure_ref,
        )
    portal.advance(10)
    assert waiting(holder) == ["F1"]
    assert [v.siret for v in chorus.read_invoice(invoice).validators] == [
        SECOND,
        HOLDER,
    ]
    holder.answer_to_validate(invoice, REFUSE, reason_code=WRONG_VALIDATOR)
    assert chorus.read_invoice(invoice).status == "ERREUR_COTRAITANT_SUR_VALIDEUR"
    chorus.correct_validator(invoice, HOLDER)
    assert holder.answer_to_validate(invoice, VALIDATE).status == "VALIDEE_2"
    portal.advance(200)
    assert codes(chorus, invoice)[1:5] == [
        "VALIDEE_1",
        "A_VALIDER_2",
        "ERREUR_COTRAITANT_SUR_VALIDEUR",
        "A_VALIDER_2",
    ]
    assert codes(chorus, invoice)[-1] == "MISE_A_DISPOSITION"


def test_silence_runs_out_by_the_clock(portal, holder, chorus):
    portal.control("settings", {"cocontractor_validation_days": 30})
    first = send(portal, "F1", second_validator=SECOND)
    other = send(portal, "F2", framework="A12")
    portal.advance(15 * DAY - 1)
    assert waiting(holder) == ["F1", "F2"]
    portal.advance(2)
    assert waiting(holder) == ["F2"]
    assert codes(chorus, first) == ["A_VALIDER_1", "ABSENCE_VALIDATION_1_HORS_DELAI"]
    portal.advance(40 * DAY)
    silent = ["ABSENCE_VALIDATION_2_HORS_DELAI", "DEPOSEE"]
    assert codes(chorus, first)[2:5] == ["A_VALIDER_2", *silent]
    assert codes(chorus, other)[1] == "ABSENCE_VALIDATION_1_HORS_DELAI"
    assert chorus.read_invoice(first).status == "MISE_A_DISPOSITION"


def test_what_a_flow_brings_waits(portal, holder):
    for framework, number in (("A9", "F1"), ("A12", "F2"), ("A1", "F3")):
        validator = HOLDER if framework != "A1" else ""
        portal.deposit(cii(number, framework=framework, validator=validator))
    portal.advance(300)
    assert waiting(holder) == ["F1", "F2"]
    assert portal.search(numeroFacture="F3")["listeFactures"][0]["statut"] == (
        "MISE_A_DISPOSITION"
    )


def test_an_answer_is_sent_once(portal, holder):
    invoice = send(portal)
    fault(portal, "status", ANSWER, status=504, when="after")
    with pytest.raises(Uncertain):
        holder.answer_to_validate(invoice, VALIDATE)
    assert len(calls(portal, ANSWER)) == 1
    assert holder.read_to_validate(invoice).status == "VALIDEE_1"


# -- Lists, payment requests ---------------------------------------------------


def test_reasons_and_statuses(portal, holder):
    reasons = holder.list_refusal_reasons("A9_FACTURE_SOUSTRAITANT")
    assert reasons == holder.list_refusal_reasons()
    assert (reasons[0].code, reasons[0].label) == (WRONG_VALIDATOR, "Mauvais valideur")
    assert set(TO_VALIDATE) < set(holder.list_validator_statuses())


def test_payment_requests_by_role(portal, holder, chorus):
    invoice = send(portal, market="M1")
    send(portal, "F2", "MISE_A_DISPOSITION", framework="A6", validator="")
    ((found),) = holder.search_payment_requests(PaymentRequestSearch("VALIDEUR"))
    assert (found.chorus_invoice_id, found.number) == (invoice, "F1")
    assert (found.framework, found.contract_number) == ("A9_FACTURE_SOUSTRAITANT", "M1")
    assert (found.supplier, found.recipient, found.total) == (DEMO, PLAIN, 120.5)
    assert found.status == "A_VALIDER_1" and found.status_at and found.deposited_on
    assert len(found.validator_refs) == 1 and found.dossier_number == ""

    def numbers(role="FOURNISSEUR", **criteria):
        search = PaymentRequestSearch(role, **criteria)
        return [row.number for row in chorus.search_payment_requests(search)]

    hour = timedelta(hours=1)
    since, until = found.status_at - hour, found.status_at + hour
    assert numbers() == ["F1", "F2"]
    assert numbers(kind=WORKS) == numbers(works_type="ETAT_ACOMPTE_VALIDE") == ["F2"]
    assert numbers(framework="A9_FACTURE_SOUSTRAITANT") == ["F1"]
    assert numbers(number="F1", contract_number="M1") == ["F1"]
    assert numbers(statuses=("A_VALIDER_1",)) == ["F1"]
    assert numbers(status_since=since, status_until=until) == ["F1", "F2"]
    assert numbers(status_since=until) == numbers(dossier_number="1") == []
    assert numbers("MOE") == numbers("MOA") == numbers("DESTINATAIRE") == []
    assert all(not call["unknown_fields"] for call in portal.calls())
    portal.control("settings", {"payment_requests_missing": True})
    with pytest.raises(Rejected):
        numbers()
