"""Bodies for any operation, from the fields that it knows: valid, minimal, odd ones."""

import json

from tests_unit.simulator_client import official

# What a field of a type has where nothing better is known.
USUAL = {str: ("x", "F1", ""), int: (1, 0), float: (120.0, 0.01), bool: (True, False)}
# In place of any value: of another type, too large, of another world.
ODD = (
    None,
    "",
    "é😀\u202f",
    "\x00",
    "\ud800",
    "' OR 1=1 --",
    "x" * 5000,
    "2026-02-30",
    "9999-12-31T23:59:59.999+14:00",
    0,
    -1,
    10**18,
    -(10**30),
    1e308,
    True,
    [],
    [[]],
    [None],
    {},
    {"x": {"y": []}},
)
# In place of the whole body.
NO_OBJECT = ([], [{}], "x", 1, None, True)


def enumerations():
    """{name of a field: the values that the official swaggers give it}"""
    found = {}
    for family in ("factures", "structures"):
        path = official(f"{family}.swagger.json")
        definitions = json.loads(path.read_text(encoding="utf-8"))["definitions"]
        for definition in definitions.values():
            for name, schema in definition.get("properties", {}).items():
                values = schema.get("items", schema).get("enum")
                if values:
                    found.setdefault(name, set()).update(values)
    return {name: sorted(values) for name, values in found.items()}


class Bodies:
    """Makes bodies of an operation.

    :param schema: the fields that it knows
    :param known: {name of a field: values that mean something there}
    :param chance: a ``random.Random``
    """

    def __init__(self, schema, known, chance):
        self._schema = schema
        self._known = known
        self._chance = chance

    def take(self, number):
        """The body of a number: by turns valid, minimal, and odd in three ways."""
        makers = (self.valid, self.odd, self.minimal, self.odd, self.strange)
        return makers[number % len(makers)]()

    def valid(self):
        """Most of the fields, each with a value that means something."""
        return self._object(self._schema, 0.7)

    def minimal(self):
        """One field alone, or none."""
        if not self._schema or self._chance.random() < 0.2:
            return {}
        name = self._chance.choice(sorted(self._schema))
        return {name: self._value(name, self._schema[name], 1)}

    def odd(self):
        """A valid body with one value that nobody means."""
        body = self._object(self._schema, 0.9)
        if body:
            self._spoil(body)
        return body

    def strange(self):
        """No object, or one with a field that does not exist."""
        if self._chance.random() < 0.3:
            return self._chance.choice(NO_OBJECT)
        return self.valid() | {"champInconnu": self._chance.choice(ODD)}

    def _object(self, schema, share):
        return {
            name: self._value(name, kind, share)
            for name, kind in schema.items()
            if self._chance.random() < share
        }

    def _value(self, name, kind, share):
        if isinstance(kind, dict):
            return self._object(kind, share)
        if isinstance(kind, list):
            count = self._chance.choice((0, 1, 1, 2))
            return [self._value(name, kind[0], share) for _number in range(count)]
        values = self._known.get(name) or USUAL.get(kind, ODD)
        return self._chance.choice(values)

    def _spoil(self, body):
        """Put something odd anywhere into an object that is not empty."""
        name = self._chance.choice(sorted(body))
        inner = body[name]
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            inner = inner[0]
        if isinstance(inner, dict) and inner and self._chance.random() < 0.7:
            self._spoil(inner)
        else:
            body[name] = self._chance.choice(ODD)
