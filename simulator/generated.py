"""Public bodies that are made up: as many as asked for; a seed always gives the same
ones."""

import random
import sqlite3
from typing import TypedDict

DIRECTORY_SIZE = 5000
LARGEST_DIRECTORY = 300_000
# The first one has so many services that no page of the default size holds them.
MANY_SERVICES = 120
SERVICES = 2  # of five bodies, one has at least one; this many at the most
DAY = 86400

KINDS = (
    ("Commune de {}", 60),
    ("CCAS de {}", 12),
    ("Communauté de communes de {}", 8),
    ("Lycée de {}", 6),
    ("Collège de {}", 6),
    ("Centre hospitalier de {}", 4),
    ("Office public de l'habitat de {}", 2),
    ("Syndicat des eaux de {}", 2),
)
FIRST = "Saint Sainte Mont Val Bois Pont Roche Ville Mas Font Clair Haute Belle".split()
SECOND = (
    "Aubin Brieuc Cyr Denis Émilion Florent Germain Hilaire Jean Lô Malo Nazaire Omer"
    " Pierre Rémy Sever Trojan Urbain Vaast Yrieix"
).split()
THIRD = "sur-Loire en-Bresse les-Bains la-Forêt d'Oléron le-Vieux aux-Mines".split()
# Who wants what: (service, commitment, either) and its weight.
WANTS = (
    ((False, False, False), 55),
    ((True, False, False), 25),
    ((False, True, False), 10),
    ((True, True, False), 4),
    ((False, False, True), 6),
)
DEPARTMENTS = "Achats Culture Éducation Finances Patrimoine Sports Voirie".split()


class Made(TypedDict):
    """How many structures and services were added, and the ``identifier`` of the
    structure with :data:`MANY_SERVICES` services."""

    structures: int
    services: int
    identifier: str


def generate(connection: sqlite3.Connection, count: int, seed: int, now: float) -> Made:
    """Add public bodies with their services; those that exist already are left alone.

    :return: what was added
    """
    made: Made = {"structures": 0, "services": 0, "identifier": ""}
    chance = random.Random(seed)  # noqa: S311 -- no secret
    base = chance.randrange(100_000)
    for number in range(count):
        structure = _structure(chance, base, number)
        services = _services(chance, number, now)
        columns = ", ".join(structure)
        marks = ", ".join("?" * len(structure))
        cursor = connection.execute(
            f"INSERT OR IGNORE INTO structures ({columns}) VALUES ({marks})",  # noqa: S608
            list(structure.values()),
        )
        made["identifier"] = made["identifier"] or structure["identifier"]
        if not cursor.rowcount:
            continue
        made["structures"] += 1
        made["services"] += len(services)
        connection.executemany(
            "INSERT INTO services (structure_id, code, label, active,"
            " commitment_required, opened_at, closed_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(cursor.lastrowid, *service) for service in services],
        )
    return made


def _structure(chance: random.Random, base: int, number: int) -> dict:
    town = "-".join((chance.choice(FIRST), chance.choice(SECOND), chance.choice(THIRD)))
    kind = chance.choices([k for k, _w in KINDS], [w for _k, w in KINDS])[0]
    wants = chance.choices([k for k, _w in WANTS], [w for _k, w in WANTS])[0]
    service, commitment, either = wants
    return {
        "identifier": siret(base, number),
        "name": kind.format(town.replace("-", " ", 1) if number % 3 else town),
        "active": int(chance.random() > 0.03),
        "service_required": int(service or number == 0),
        "commitment_required": int(commitment),
        "either_required": int(either and number > 0),
        "payment_not_reported": int(chance.random() < 0.1),
        "street": f"{chance.randrange(1, 200)} place de la Mairie",
        "zip": f"{chance.randrange(1, 96):02d}{chance.randrange(1000):03d}",
        "city": town,
        "email": f"factures{number}@collectivite.example",
        "phone": f"02{chance.randrange(10**8):08d}",
    }


def _services(chance: random.Random, number: int, now: float) -> list[tuple]:
    count = MANY_SERVICES if number == 0 else 0
    if number and chance.random() < 0.2:
        count = chance.randint(1, 2 * SERVICES - 1)
    return [
        (
            f"SRV{number:06d}{row:03d}",
            f"{chance.choice(DEPARTMENTS)} {row + 1}",
            int(active := chance.random() > 0.05),
            int(chance.random() < 0.2),
            now - chance.randrange(30, 2000) * DAY,
            None if active else now - DAY,
        )
        for row in range(count)
    ]


def siret(base: int, number: int) -> str:
    """A SIRET with right check digits, of a public body (its SIREN begins with 2)."""
    siren = _checked(f"2{(base * 1009 + number) % 10**7:07d}")
    return _checked(siren + f"{1 + base % 9000:04d}")


def _checked(digits: str) -> str:
    """The digits with the check digit that Luhn's rule gives them."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 - place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return digits + str(-total % 10)
