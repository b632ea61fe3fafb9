"""THE table: what the columns and elements of the directory mean.

The names are those of the public CSV (``doc/portal.md``, R 2) and of the API (A 3
and A 8), compared without case, accents, spaces and punctuation. To teach the reader a
name, add it here.
"""

import unicodedata
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from .. import parties, values
from .rows import DirectoryReport, Fields

# Nothing of a directory is longer; what is, is cut.
TEXT_LENGTH = 1000
YES = frozenset("1 o oui true vrai y yes actif active".split())
NO = frozenset("0 n non false faux no inactif inactive supprime".split())


def _text(value: str) -> str:
    return value


def _identifier(value: str) -> str:
    return value.replace(" ", "").replace("\xa0", "")


def _flag(value: str) -> bool | None:
    word = _plain(value)
    return True if word in YES else False if word in NO else None


def _opposite(value: str) -> bool | None:
    flag = _flag(value)
    return None if flag is None else not flag


def _kind(value: str) -> str | None:
    word = value.strip().upper().replace(" ", "_")
    found = parties.NUMBERED_KINDS.get(word, word)
    return found if found in parties.IDENTIFIER_KINDS else None


def _day(value: str) -> date | None:
    return values.parse_day(value)


# Name of a field, and how its value is read; None is a value that cannot be.
Reader = Callable[[str], Any]
Known = dict[str, tuple[str, Reader]]


def _table(rows: dict[str, tuple[Reader, str]]) -> Known:
    return {
        name: (field, reader)
        for field, (reader, names) in rows.items()
        for name in names.split()
    }


ADDRESS = {
    "street": (_text, "adresse rue voie numerovoie adresseligne1"),
    "street2": (_text, "complementadresse1 complementadresse adresseligne2"),
    "postcode": (_text, "codepostal adressecodepostal cp"),
    "town": (_text, "ville adresseville commune localite"),
    "country_code": (_text, "codepays adressecodepays"),
    "country": (_text, "libellepays pays"),
    "phone": (_text, "numtelephone telephone numerotelephone"),
    "email": (_text, "courriel email mail adresseelectronique emailstructure"),
}
STRUCTURES = _table(
    {
        "identifier": (_identifier, "identifiant siret identifiantstructure"),
        "identifier_kind": (_kind, "typeidentifiant typeidentifiantstructure"),
        "structure_ref": (_identifier, "idstructurecpp idstructure"),
        "name": (
            _text,
            "raisonsociale raisonsocialestructure designation designationstructure"
            " libellestructure libelle nom",
        ),
        "active": (_flag, "structureactive estactif estactive actif active statut"),
        "service_required": (
            _flag,
            "gestionservice codeservicedoitetrerenseigne serviceobligatoire service",
        ),
        "commitment_required": (
            _flag,
            "gestionengagement gestionegmt numeroejdoitetrerenseigne"
            " engagementobligatoire engagementjuridique",
        ),
        "service_or_commitment_required": (
            _flag,
            "gestionserviceengagement gestionnumeroejoucodeservice engjurserv",
        ),
        "works_owner": (_flag, "estmoa getamoa avecmoa moa"),
        "works_owner_only": (_flag, "estmoauniquement moauniquement moaunique"),
        "payment_reported": (_flag, "gestionstatutmiseenpaiement statutmiseenpaiement"),
        "sends_edi": (_flag, "emetteuredi emetteurfluxedi"),
        "receives_edi": (_flag, "recepteuredi recevoirdonneesviaedi"),
        "vat": (_identifier, "numerotva tvaintracommunautaire"),
        **ADDRESS,
    }
) | {"statutmiseenpaiementnestpasremonte": ("payment_reported", _opposite)}
SERVICES = _table(
    {
        "code": (_text, "code codeservice"),
        "name": (_text, "nom nomservice libelleservice libelle"),
        "service_ref": (_identifier, "idservice"),
        "active": (
            _flag,
            "serviceactif estactif actif statutservice etatservice statut",
        ),
        "commitment_required": (
            _flag,
            "gestionegmt gestionengagement numeroengagement numeroej",
        ),
        "valid_from": (_day, "datedbtservice datedebutvalidite datedebut"),
        "valid_to": (_day, "datefinservice datefinvalidite datefin"),
    }
)
# Known, and of no use to us: the structure again, or the address, beside a service.
UNUSED_OF_SERVICE = frozenset(
    name
    for name, (field, _reader) in STRUCTURES.items()
    if field in ADDRESS or field in ("identifier", "identifier_kind")
) | {"raisonsociale", "complementadresse2", "description", "descriptionservice"}
UNUSED = frozenset({"complementadresse2"})

# Elements that hold one structure, and one service.
STRUCTURE_NAMES = frozenset(
    "structure structurepublique cppstructure cppstructurepublique destinataire".split()
)
SERVICE_NAMES = frozenset(
    "service serviceexecutant cppservice structureservice".split()
)


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(c for c in decomposed.lower() if c.isascii() and c.isalnum())


@lru_cache(maxsize=4096)
def key(tag: str) -> str:
    """A column or an element's name as the tables have it."""
    return _plain(tag.rpartition("}")[2])


def put(
    fields: Fields, known: Known, name: str, value: str | None, report: DirectoryReport
) -> bool:
    """Read one value into the fields; the first that is not empty stays.

    :param name: as :func:`key` gives it
    :return: whether the table knows the name
    """
    found = known.get(name)
    if found is None:
        return False
    value = (value or "").strip()[:TEXT_LENGTH].replace("\0", "")
    field, reader = found
    if value and field not in fields:
        read = reader(value)
        if read is None:
            report.odd(name)
        else:
            fields[field] = read
    return True
