"""The web page, driven by plain forms."""

import html
import re

import pytest
import requests

from simulator.reading import refusals
from tests_unit.simulator_client import FACTURX
from tests_unit.simulator_files import cii, facturx

pytest_plugins = ["tests_unit.simulator_fixtures"]


def page(client, path="/", **options):
    answer = requests.get(f"{client.url}{path}", timeout=10, **options)
    assert answer.status_code == 200, (path, answer.text)
    return answer.text


def submit(client, path, data=None, **options):
    return requests.post(f"{client.url}{path}", data=data, timeout=10, **options)


@pytest.fixture
def invoice_path(client):
    client.deposit(facturx("W/1"), "w.pdf", FACTURX)
    client.advance(60)
    return re.search(r'href="(/factures/\d+)"', page(client))[1]


def test_list_and_filters(client, invoice_path):
    client.deposit(cii("OTHER"))
    client.advance(60)
    assert "W/1" in page(client) and "OTHER" in page(client)
    for query in ("texte=w/1", "statut=MISE_A_DISPOSITION"):
        shown = page(client, f"/?{query}")
        assert ">W/1<" in shown and ">OTHER<" not in shown
    flow = client.control("state", method="get")["flows"][0]["number"]
    assert ">OTHER<" in page(client, f"/?flux={flow}")
    assert "Aucune facture" in page(client, "/?texte=nothing")


def test_many_invoices_come_in_pages(client):
    for index in range(52):
        draft = {"number": f"M{index}", "supplier": "73282932000074", "total": 1}
        client.control("drafts", draft | {"recipient": "12345678200051"})
    assert "page 1 sur 2" in page(client)
    assert ">M0<" in page(client, "/?page=2")


def test_detail_history_and_download(client, invoice_path):
    shown = page(client, invoice_path)
    assert "Atelier Lumière SARL" in shown and "100,00" in shown
    file_path = re.search(r'href="(/fichiers/\d+)"', shown)[1]
    answer = requests.get(f"{client.url}{file_path}", timeout=10)
    assert answer.content[:5] == b"%PDF-"
    assert answer.headers["Content-Disposition"].startswith("attachment;")


def test_a_person_gives_a_status(client, invoice_path):
    data = {
        "status": "SUSPENDUE",
        "comment": "Il manque <b>une pièce</b>",
        "first_name": "Camille",
        "last_name": "Martin",
    }
    answer = submit(client, f"{invoice_path}/statut", data)
    assert answer.status_code == 200 and answer.url.endswith(invoice_path)
    assert "Il manque &lt;b&gt;une pièce" in answer.text
    assert "<b>une" not in page(client)
    row = client.search()["listeFactures"][0]
    assert row["statut"] == "SUSPENDUE"
    body = {"idFacture": row["identifiantFactureCPP"]}
    history = client.ok("factures/consulter/historique", body)["historiquesDesStatuts"]
    assert history["histoStatut"][0]["histoStatutUtilisateurNom"] == "Martin"


@pytest.mark.parametrize("data", [{"status": "REJETEE"}, {"status": "X"}, {}])
def test_status_form_is_checked(client, invoice_path, data):
    assert submit(client, f"{invoice_path}/statut", data).status_code == 400


def test_every_page_says_what_it_is(client, invoice_path):
    for path in ("/", invoice_path, "/flux", "/annuaire", "/appels", "/pannes"):
        assert "Ceci n'est pas Chorus Pro" in page(client, path)


@pytest.mark.parametrize(
    ("button", "status", "comment"),
    [
        ("Suspendre", "SUSPENDUE", "Bon de livraison manquant"),
        ("Rejeter", "REJETEE", "MONTANT_ERR : Montant de la facture erroné"),
        ("Demander le recyclage", "A_RECYCLER", "Mauvais service"),
        ("Service fait", "SERVICE_FAIT", ""),
        ("Mettre en paiement", "MISE_EN_PAIEMENT", ""),
    ],
)
def test_a_quick_button_gives_its_status(client, invoice_path, button, status, comment):
    shown = page(client, invoice_path)
    found = re.search(rf'<button[^>]*value="(\w+)">{button}\s*</button>', shown)
    assert found and found[1] == status
    assert found.start() < shown.index("<select")
    data = {"status": found[1]} | ({"comment": comment} if comment else {})
    submit(client, f"{invoice_path}/statut", data)
    row = client.control("state", method="get")["invoices"][0]
    assert (row["status"], row["status_comment"] or "") == (status, comment)


def test_a_missing_reason_is_told_on_a_page(client, invoice_path):
    answer = submit(client, f"{invoice_path}/statut", {"status": "SUSPENDUE"})
    assert answer.status_code == 400
    assert "Ce statut demande un motif." in answer.text
    assert "Chorus Pro simulé" in answer.text


def test_the_deposited_pdf_is_shown(client, invoice_path):
    shown = page(client, invoice_path)
    path = re.search(r'<object[^>]*data="([^"#]+)', shown)[1]
    answer = requests.get(f"{client.url}{path}", timeout=10)
    assert answer.content[:5] == b"%PDF-"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline;")


def test_documents_inside_the_file_are_listed(client):
    content = facturx("W/2", attachments={"bon.csv": b"1;2"})
    client.deposit(content, "w.pdf", FACTURX)
    client.advance(60)
    path = re.search(r'href="(/factures/\d+)"', page(client))[1]
    assert "bon.csv (3 octets)" in page(client, path)


def test_an_xml_file_is_text_and_never_a_page(client):
    client.deposit(cii("X/1"))
    client.advance(60)
    shown = page(client, re.search(r'href="(/factures/\d+)"', page(client))[1])
    assert "<object" not in shown and "&lt;rsm:CrossIndustryInvoice" in shown
    file_path = re.search(r'href="(/fichiers/\d+)"', shown)[1]
    answer = requests.get(f"{client.url}{file_path}/apercu", timeout=10)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("invoice", "sentence"),
    [
        ({"number": ""}, "L'element ExchangedDocument.ID est obligatoire."),
        ({"number": "R?1"}, "Le numero de facture contient un caractere interdit."),
    ],
)
def test_a_refusal_is_a_sentence_first(client, invoice, sentence):
    flow = client.deposit(cii(**invoice), "r.xml")
    client.advance(60)
    shown = html.unescape(page(client, f"/flux/{flow}"))
    raw = shown.index("<summary>Texte du portail</summary>")
    assert f"<li>{sentence}</li>" in shown[:raw]
    assert "FichierXml" not in shown[:raw]
    assert "FichierXml.ExchangedDocument.ID.value" in shown[raw:]


def test_errors_of_the_schema_are_counted_and_folded():
    label = "IRRECEVABILITE: cvc-{} - ligne: 1"
    shared = {"number": None, "supplier": None, "recipient": None}
    rows = [shared | {"code": "ERR_XSD_001", "label": label.format(i)} for i in (1, 2)]
    (refusal,) = refusals(rows)
    assert refusal["sentences"] == [
        "Le fichier ne respecte pas le schéma officiel de son format (2 erreurs)"
    ]
    assert refusal["technical"] == [row["label"] for row in rows]


def test_the_way_to_odoo_is_shown_once_it_is_known(client, invoice_path):
    assert "dans Odoo" not in page(client, invoice_path)
    for wrong in ("javascript:{number}", "http://127.0.0.1/", 'http://x/{number}"'):
        answer = submit(client, "/simulator/settings", json={"odoo_link": wrong})
        assert answer.status_code == 400
    link = "http://127.0.0.1:8069/odoo/demo?active_id={number}"
    client.control("settings", {"odoo_link": link})
    wanted = 'href="http://127.0.0.1:8069/odoo/demo?active_id=W%2F1"'
    assert wanted in page(client) and wanted in page(client, invoice_path)


def test_flows_and_their_report(client):
    content = cii("&lt;i&gt;1&lt;/i&gt;", payment="")
    number = client.deposit(content, "<script>.xml")
    client.advance(60)
    assert number in page(client, "/flux")
    shown = page(client, f"/flux/{number}")
    assert "est obligatoire" in shown and "caractere interdit" in shown
    assert "<i>1</i>" not in shown and "&lt;i&gt;1&lt;/i&gt;" in shown
    assert "<script>" not in shown and "&lt;script&gt;.xml" in shown
    submit(client, f"/flux/{number}/etat", {"state": "IN_INCIDENTE"})
    assert client.report(number)["etatCourantDepotFlux"] == "IN_INCIDENTE"
    assert submit(client, f"/flux/{number}/etat", {"state": "X"}).status_code == 400


def test_clock_buttons(client):
    number = client.deposit(cii("T1"))
    answer = submit(client, "/horloge", {"seconds": "60", "next": f"/flux/{number}"})
    assert answer.url == f"{client.url}/flux/{number}"
    assert client.report(number)["etatCourantDepotFlux"] == "IN_INTEGRE"
    for elsewhere in ("//evil.example/", "http://evil.example/", "/\\evil.example"):
        data = {"seconds": "1", "next": elsewhere}
        answer = submit(client, "/horloge", data, allow_redirects=False)
        assert answer.headers["Location"] == "/"
    assert submit(client, "/horloge", {"seconds": "-1"}).status_code == 400
    assert submit(client, "/horloge", {"seconds": "nan"}).status_code == 400


def test_faults_page(client):
    data = {"operation": "*", "kind": "quota", "when": "before", "times": "1"}
    assert "quota dépassé" in submit(client, "/pannes", data | {"seconds": ""}).text
    assert "Pannes (1)" in re.sub(r"\s+", " ", page(client))
    assert client.post("structures/rechercher").status_code == 429
    assert submit(client, "/pannes", {"kind": "nothing"}).status_code == 400
    submit(client, "/pannes/effacer")
    assert client.control("faults", method="get") == []


def test_directory_and_calls(client):
    assert "SERVICE_DEST_SERV_OBL" in page(client, "/annuaire")
    client.search(numeroFacture="<b>")
    assert "&lt;b&gt;" in page(client, "/appels")
    assert "rechercher/fournisseur" in page(client, "/appels")


@pytest.mark.parametrize("path", ["/", "/flux", "/annuaire", "/appels", "/pannes"])
def test_pages_load_nothing_from_elsewhere(client, path):
    shown = page(client, path)
    assert not re.search(r"(src|href)=\"?(https?:)?//", shown)
    assert "<script" not in shown


def test_other_sites_and_hosts_are_kept_out(client):
    foreign = {"Origin": "http://evil.example"}
    answer = submit(client, "/horloge", {"seconds": "60"}, headers=foreign)
    assert answer.status_code == 403
    rebound = {"Host": "evil.example"}
    for path in ("/", "/simulator/state"):
        url = f"{client.url}{path}"
        assert requests.get(url, headers=rebound, timeout=10).status_code == 403
    own = {"Origin": client.url}
    answer = submit(client, "/horloge", {"seconds": "1"}, headers=own)
    assert answer.status_code == 200
