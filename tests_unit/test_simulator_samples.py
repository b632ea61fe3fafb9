"""Sample flows: ours, which have what the official ones have, and those where they are.

Ours are in ``data/mixed``: CII with a file, as FSO1116A (see ``doc/portal.md``, R 11),
of companies that do not exist. `make test-full` reads the official ones as well.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from simulator.documents.intake import read_flow, read_invoice
from tests_unit.simulator_client import (
    DATA,
    FACTURX,
    Client,
    Server,
    errors_of,
    strangers,
)
from tests_unit.simulator_files import PLAIN, STATE, cii, facturx, tar_gz

pytest_plugins = ["tests_unit.simulator_fixtures"]

MIXED = "IN_DP_E2_CII_MIN_16B"
UNKNOWN_SUPPLIER = "L'identifiant fournisseur de la demande de paiement"
NO_DELIVERY = "Expected is ( ApplicableHeaderTradeDelivery )"


@dataclass
class Samples:
    """Flows of one supplier.

    :param files: the flows by name
    :param prefix: of every invoice number
    :param attachment: name, and bytes at least, of the file in each of them
    :param refused: those that are refused though their parties are known, and why.
        Those without a mandatory block fail today's schema; suppliers that are of
        another kind than the one who deposits have no account here.
    :param special: names of the one of the State, its service and commitment; of a
        credit note; of one without a mandatory block
    :param bodies: SIRET of recipients and validators to make known, and their service
    """

    files: dict[str, Path]
    prefix: str
    supplier: str
    attachment: tuple[str, int]
    refused: dict[str, str]
    special: tuple[str, str, str, str, str]
    bodies: dict[str, str] = field(default_factory=dict)


OURS = Samples(
    {path.stem: path for path in sorted((DATA / "mixed").glob("*.xml"))},
    "MIX-",
    "99990003400015",
    ("bon.pdf", 200),
    dict.fromkeys(("tahiti", "eu", "elsewhere"), UNKNOWN_SUPPLIER)
    | {"no_delivery": NO_DELIVERY},
    ("state", "AAASCPV", "1500004242", "credit_note", "no_delivery"),
)
OFFICIAL = Samples(
    {
        path.name.removeprefix("FSO1116A_").partition(".")[0]: path
        for path in strangers("invoices/**/FSO1116A_P*")
    },
    "JMR",
    "81034732800017",
    ("aa.pdf", 50_000),
    # P46 and P58 where somebody has them: a SIRET that nobody has, and New Caledonia.
    dict.fromkeys(("P03", "P04", "P57", "P58"), UNKNOWN_SUPPLIER)
    | {"P01": NO_DELIVERY, "P46": "Le destinataire"},
    ("P40", "AAASCPV", "1501966748", "P92", "P01"),
    {
        "53514650090018": "SERV1",
        "75356054900010": "SERV1",
        "24590041000292": "SERV1",
        STATE: "AMMHERME01",
    },
)
every_series = pytest.mark.parametrize(
    "samples", [one for one in (OURS, OFFICIAL) if one.files], ids=lambda s: s.prefix
)


@every_series
def test_samples_are_read(samples):
    for path in samples.files.values():
        for one in read_flow(path.name, path.read_bytes(), MIXED, 500, 10_000_000):
            assert one.error is None, (path.name, one.error)
            assert one.invoice.number.startswith(samples.prefix)
            assert one.invoice.totals.total is not None and one.invoice.payment_means
            (attachment,) = one.invoice.attachments
            name, size = samples.attachment
            assert attachment.name == name and attachment.size > size
    state, service, commitment, credit_note, _bad = samples.special
    found = read_invoice(samples.files[state].read_bytes(), MIXED)
    assert (found.recipient, found.service) == (STATE, service)
    assert found.commitment == commitment
    found = read_invoice(samples.files[credit_note].read_bytes(), MIXED)
    assert found.type_code == "381" and found.totals.total > 0


@every_series
def test_a_lot_of_samples_is_read(samples):
    packed = [p for p in samples.files.values() if p.name.endswith(".tar.gz")]
    lots = [path.read_bytes() for path in packed]
    if not lots:
        pair = list(samples.files.values())[:2]
        lots = [tar_gz({path.name: path.read_bytes() for path in pair})]
    for lot in lots:
        assert len(read_flow("x.tar.gz", lot, MIXED, 9, 9**9)) == 2


@every_series
def test_samples_are_refused_for_unknown_parties(client, samples):
    for name, path in samples.files.items():
        number = client.deposit(path.read_bytes(), path.name, MIXED)
        client.advance(60)
        report = client.report(number)
        assert report["etatCourantDepotFlux"] == "IN_REJETE"
        errors = errors_of(report)
        assert errors or name == samples.special[-1]
        for error in errors:
            assert error["numeroDP"].startswith(samples.prefix)
            assert error["libelleErreurDP"].startswith(UNKNOWN_SUPPLIER), name


@every_series
def test_samples_are_accepted_when_their_parties_are_known(client, samples):
    for name, path in samples.files.items():
        client.control("reset")
        supplier = know_the_parties(client, samples)
        number = supplier.deposit(path.read_bytes(), path.name, MIXED)
        client.advance(60)
        report = supplier.report(number)
        if name in samples.refused:
            found = errors_of(report) + errors_of(report, "listeErreurTechnique")
            (error,) = found
            assert samples.refused[name] in str(error), name
        else:
            assert report["etatCourantDepotFlux"] == "IN_INTEGRE", (name, report)


def know_the_parties(client, samples):
    """The supplier, recipients and validator of the samples; the supplier's client."""
    supplier = {"identifier": samples.supplier, "kind": "PRIVEE", "name": "Verrerie"}
    client.control("structures", supplier)
    for siret, service in samples.bodies.items():
        body = {"identifier": siret, "services": [{"code": service}]}
        client.control("structures", body)
    account = {"login": "TECH_1_8@cpro.fr", "password": "simulator"}
    client.control("accounts", account | {"structure": samples.supplier})
    return Client(client.url, account["login"])


def test_a_facturx_of_2018_is_read_by_a_lenient_simulator():
    """It is its parties that nobody knows here."""
    old = cii("F1", supplier="99990003400015", recipient=PLAIN, vat="0.00")
    files = {"ours.pdf": facturx("F1", xml=old.replace(b' format="102"', b""))}
    for path in strangers("invoices/aife_FSO1117A/FSO1117A*.pdf"):
        files[path.name] = path.read_bytes()
    server = Server("--speed", "0", "--lenient-2018")
    try:
        client = Client(server.url)
        for name, content in files.items():
            number = client.deposit(content, name, FACTURX)
            client.advance(60)
            report = client.report(number)
            found = errors_of(report) + errors_of(report, "listeErreurTechnique")
            assert found and all("dentifiant" in str(one) for one in found), name
    finally:
        assert server.stop() == 0
