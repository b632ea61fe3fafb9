"""Structures and services as the client finds them, over HTTP."""

import time

import pytest

from chorus_api import (
    ChorusClient,
    ConfigurationError,
    ProtocolError,
    Rejected,
    StructureSearch,
    Unavailable,
    parties,
)
from chorus_api.messages import Service, ServiceSummary, Structure
from tests_unit.client_tools import calls, connection, fault
from tests_unit.simulator_files import (
    BOTH,
    COMMITMENT,
    DEMO,
    EITHER,
    PLAIN,
    SERVICE,
    STATE,
)

pytest_plugins = ["tests_unit.simulator_fixtures", "tests_unit.client_fixtures"]

SEARCH = "structures/rechercher"
SERVICES = "structures/rechercher/services"
CLOSED = "12345678200077"
WORKS_OWNER = "12345678200085"
NO_PAYMENT = "12345678200101"


def keep(portal, identifier, **values):
    """Write a structure into the directory."""
    return portal.control("structures", {"identifier": identifier} | values)


def found(chorus, **criteria):
    pages = chorus.search_structures(StructureSearch(**criteria))
    return [row.identifier for page in pages for row in page.rows]


def detail(chorus, identifier):
    (row,) = chorus.find_structures(identifier)
    return chorus.read_structure(row.structure_ref)


# -- Structures ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "identifier"),
    [
        (parties.SIRET, "20003019500115"),
        (parties.EU_VAT, "BE0203201340"),
        (parties.NON_EU, "CHCanton de Geneve"),
        (parties.RIDET, "0139147001"),
        (parties.TAHITI, "A12345001"),
    ],
)
def test_a_structure_is_found_by_each_kind_of_identifier(
    portal, chorus, kind, identifier
):
    keep(portal, identifier, identifier_type=kind, name="Trouvée")
    (row,) = chorus.find_structures(identifier, kind)
    assert (row.identifier, row.identifier_kind, row.name) == (
        identifier,
        kind,
        "Trouvée",
    )
    assert chorus.read_structure(row.structure_ref).identifier_kind == kind
    other = parties.RIDET if kind != parties.RIDET else parties.SIRET
    assert chorus.find_structures(identifier, other) == ()


def test_a_structure_is_found_by_name_and_town(portal, chorus):
    keep(portal, "20000000100013", name="Commune de Saint-Aubin", city="Saint-Aubin")
    keep(portal, "20000000200011", name="CCAS de Saint-Aubin", city="Rennes")
    both = ["20000000100013", "20000000200011"]
    assert found(chorus, name="saint-aubin") == both
    assert found(chorus, name="Saint-Aubin", town="rennes") == both[1:]
    assert found(chorus, name="nulle part") == []


def test_criteria_of_a_search(portal, chorus):
    keep(portal, "20000000100013", name="Ville A", zip="35001", country="FR")
    keep(portal, "20000000200011", name="Ville B", zip="98800", country="NC")
    assert found(chorus, postcode="35001") == ["20000000100013"]
    assert found(chorus, country="NC") == ["20000000200011"]
    assert found(chorus, active=False, public_only=True) == [CLOSED]
    assert CLOSED not in found(chorus, active=True)
    assert DEMO in found(chorus) and DEMO not in found(chorus, public_only=True)
    other = "99990001200017"
    assert other not in found(chorus) and other in found(chorus, all_private=True)
    assert not any(call["unknown_fields"] for call in calls(portal, SEARCH))


def test_a_search_goes_to_its_last_page_and_no_further_than_asked(portal, chorus):
    for number in range(25):
        keep(portal, f"2000000{number:02d}00017", name="Communauté paginée")
    search = StructureSearch(name="paginée")
    pages = list(chorus.search_structures(search, page_size=10))
    assert [len(page.rows) for page in pages] == [10, 10, 5]
    assert {page.total for page in pages} == {25}
    assert len({row.structure_ref for page in pages for row in page.rows}) == 25
    portal.control("calls", method="delete")
    first = next(chorus.search_structures(search, page_size=10))
    assert first.page_count == 3 and len(calls(portal, SEARCH)) == 1
    (second, _third) = chorus.search_structures(search, first_page=2, page_size=10)
    assert second.rows[0].identifier == "20000001000017"


@pytest.mark.parametrize(
    ("identifier", "wanted"),
    [
        (PLAIN, parties.NOTHING),
        (SERVICE, parties.SERVICE),
        (COMMITMENT, parties.COMMITMENT),
        (BOTH, parties.BOTH),
        (EITHER, parties.EITHER),
    ],
)
def test_what_a_structure_asks_for(portal, chorus, identifier, wanted):
    structure = detail(chorus, identifier)
    assert structure.requirement == wanted
    assert structure.public and not structure.works_owner_only
    assert not structure.payment_not_reported


def test_the_other_things_told_of_a_structure(portal, chorus):
    keep(
        portal,
        PLAIN,
        street="1 place de la Mairie",
        zip="35000",
        city="Rennes",
        email="mairie@ville.example",
        phone="0299000000",
    )
    town = detail(chorus, PLAIN)
    assert (town.address.street, town.address.postcode, town.address.town) == (
        "1 place de la Mairie",
        "35000",
        "Rennes",
    )
    assert (town.email, town.address.phone) == ("mairie@ville.example", "0299000000")
    own = detail(chorus, DEMO)
    assert (own.vat, own.public) == ("FR44732829320", False)
    owner = detail(chorus, WORKS_OWNER)
    assert owner.works_owner and owner.works_owner_only
    assert detail(chorus, NO_PAYMENT).payment_not_reported


@pytest.mark.parametrize(
    ("service", "commitment", "either", "wanted"),
    [
        (False, False, False, parties.NOTHING),
        (True, False, False, parties.SERVICE),
        (False, True, False, parties.COMMITMENT),
        (True, True, False, parties.BOTH),
        (False, False, True, parties.EITHER),
        (True, False, True, parties.SERVICE),
        (False, True, True, parties.COMMITMENT),
        (True, True, True, parties.BOTH),
    ],
)
def test_every_combination_of_requirements(service, commitment, either, wanted):
    assert parties.requirement(service, commitment, either) == wanted


def test_a_structure_closed_since_yesterday(portal, chorus):
    (before,) = chorus.find_structures(PLAIN)
    keep(portal, PLAIN, active=False)
    (after,) = chorus.find_structures(PLAIN)
    assert before.active and not after.active
    assert before.structure_ref == after.structure_ref


# -- Services ------------------------------------------------------------------


def test_all_services_come_over_all_pages(portal, chorus):
    services = [{"code": f"S{n:03d}", "label": f"Service {n}"} for n in range(420)]
    keep(portal, "20000000100013", name="Grande ville", services=services)
    (row,) = chorus.find_structures("20000000100013")
    listed = chorus.list_services(row.structure_ref)
    assert [service.code for service in listed] == [s["code"] for s in services]
    assert len(calls(portal, SERVICES)) == 3
    assert all(service.active and service.opened_on for service in listed)


def test_a_service_tells_what_it_wants(portal, chorus):
    (state,) = chorus.find_structures(STATE)
    by_code = {row.code: row for row in chorus.list_services(state.structure_ref)}
    wanting = by_code["MI5PLTF059"]
    service = chorus.read_service(state.structure_ref, wanting.service_ref)
    assert (service.code, service.name) == (wanting.code, wanting.name)
    assert service.commitment_required and service.payment_reported
    assert service.valid_from == wanting.opened_on and service.valid_to is None
    plain = by_code["AAASCPV"]
    assert not chorus.read_service(
        state.structure_ref, plain.service_ref
    ).commitment_required


def test_a_closed_service_says_since_when(portal, chorus):
    keep(portal, SERVICE, services=[{"code": "FIN", "active": False}])
    (row,) = chorus.find_structures(SERVICE)
    listed = {
        service.code: service for service in chorus.list_services(row.structure_ref)
    }
    closed = listed["FIN"]
    assert not closed.active and closed.closed_on
    assert listed["SERVICE_DEST_SERV_OBL"].closed_on is None
    service = chorus.read_service(row.structure_ref, closed.service_ref)
    assert service.valid_to == closed.closed_on


def test_a_deleted_service_is_unknown(portal, chorus):
    (row,) = chorus.find_structures(SERVICE)
    before = {s.code: s for s in chorus.list_services(row.structure_ref)}
    gone = before["SERVICE_DEST_SERV_OBL"]
    keep(portal, SERVICE, services=[{"code": gone.code, "deleted": True}])
    after = {s.code for s in chorus.list_services(row.structure_ref)}
    assert after == set(before) - {gone.code}
    with pytest.raises(Rejected):
        chorus.read_service(row.structure_ref, gone.service_ref)


# -- Trouble -------------------------------------------------------------------


def test_a_403_on_structures_alone(portal, chorus):
    portal.control("settings", {"unsubscribed_families": ["structures"]})
    for call in (
        lambda: chorus.find_structures(PLAIN),
        lambda: chorus.read_structure("1"),
        lambda: chorus.list_services("1"),
        lambda: chorus.read_service("1", "2"),
    ):
        with pytest.raises(ConfigurationError) as caught:
            call()
        assert (caught.value.cause, caught.value.family) == (
            "subscription",
            "structures",
        )
    chorus.probe("factures")


def test_the_portal_is_down(portal, chorus):
    portal.control("settings", {"maintenance": True})
    with pytest.raises(Unavailable):
        chorus.find_structures(PLAIN)


def test_an_unknown_structure_is_refused(portal, chorus):
    for call in (
        lambda: chorus.read_structure("1"),
        lambda: chorus.list_services("1"),
        lambda: chorus.read_service("1", "2"),
    ):
        with pytest.raises(Rejected):
            call()


@pytest.mark.parametrize("odd", ["", "x1", "-1", "1.5", "²"])
def test_what_is_no_identifier_is_never_sent(portal, chorus, odd):
    for call in (
        lambda: chorus.read_structure(odd),
        lambda: chorus.list_services(odd),
        lambda: chorus.read_service("1", odd),
    ):
        with pytest.raises(ProtocolError):
            call()
    assert portal.calls() == []


def test_a_failure_in_the_middle_of_the_pages_is_a_failure(portal, chorus):
    services = [{"code": f"S{n:03d}"} for n in range(201)]
    keep(portal, PLAIN, services=services)
    (row,) = chorus.find_structures(PLAIN)
    fault(portal, "delay", SERVICES, seconds=0)  # the first page passes
    fault(portal, "status", SERVICES, status=503, times=5)
    with pytest.raises(Unavailable):
        chorus.list_services(row.structure_ref)


def test_answers_with_less_or_other_than_expected():
    empty = Structure.read({})
    assert empty.requirement == parties.NOTHING and empty.address.town == ""
    texts = {"parametres": {"codeServiceDoitEtreRenseigne": "true"}}
    assert Structure.read(texts).service_required
    denied = {"parametres": {"codeServiceDoitEtreRenseigne": "false"}}
    assert not Structure.read(denied).service_required
    person = {"informationGenerales": {"prenomStructure": "Léa", "nomStructure": "Roy"}}
    assert Structure.read(person).name == "Léa Roy"
    assert Service.read({}).payment_reported is None
    deleted = {"idService": 1, "estActif": True, "statutService": "SUPPRIME"}
    assert not ServiceSummary.read(deleted).active
    assert ServiceSummary.read({"idService": 1}).active


# -- Patience ------------------------------------------------------------------


def test_all_calls_of_a_hurried_client_share_one_limit(portal):
    fault(portal, "delay", SEARCH, seconds=60, times=None)
    with ChorusClient(connection(portal.url), patience=0.6) as hurried:
        start = time.monotonic()
        with pytest.raises(Unavailable):
            hurried.find_structures(PLAIN)
        assert time.monotonic() - start < 30
        # The time is up: nothing is asked any more.
        with pytest.raises(Unavailable):
            hurried.read_structure("1")
    assert not calls(portal, "structures/consulter")


def test_a_hurried_client_that_is_answered_in_time_differs_in_nothing(portal):
    with ChorusClient(connection(portal.url), patience=10) as hurried:
        assert hurried.find_structures(PLAIN)
