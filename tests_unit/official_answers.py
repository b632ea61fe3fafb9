"""Checks answers of the simulator against the official swagger, but for the listed
deviations."""

import json
import re
from datetime import datetime

from simulator.wire import (
    DAY,
    DECIMAL,
    DEVIATIONS,
    ENVELOPED,
    EXTRA_FIELDS,
    INSTANT,
    MINUTE,
    NULL_FIELDS,
)
from simulator.wire import (
    SECOND as SECONDS,
)
from tests_unit.simulator_client import official

PATTERNS = {
    DAY: r"\d{4}-\d\d-\d\d",
    MINUTE: r"\d{4}-\d\d-\d\d \d\d:\d\d",
    SECONDS: r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d",
    INSTANT: r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d",
}
KINDS = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}


class Swagger:
    """Checks answers of one API family."""

    def __init__(self, family):
        path = official(f"{family}.swagger.json")
        self.spec = json.loads(path.read_text(encoding="utf-8"))

    def check(self, operation, answer):
        schema = self.spec["paths"][f"/v1/{operation}"]["post"]["responses"]["200"]
        name = schema["schema"]["$ref"].rpartition("/")[2]
        definition = self.spec["definitions"][name]
        for field in definition.get("required", ()):
            assert field in answer, f"{operation}: {field} is required"
        if operation in ENVELOPED:
            told = answer.items()
            answer = {
                field: value
                for field, value in told
                if field not in ("codeRetour", "libelle")
                and (value is not None or field not in NULL_FIELDS)
            }
        self._object(name, answer, operation)

    def _object(self, name, value, where):
        assert isinstance(value, dict), where
        properties = self.spec["definitions"][name].get("properties", {})
        for field, item in value.items():
            if field in EXTRA_FIELDS:
                self._date(field, item)
                continue
            assert field in properties, f"{where}: {field} is not in {name}"
            assert item is not None, f"{where}: {field} is null"
            self._value(properties[field], field, item, f"{where}.{field}")

    def _value(self, schema, field, value, where):
        if "$ref" in schema:
            self._object(schema["$ref"].rpartition("/")[2], value, where)
            return
        kind = KINDS[schema["type"]]
        if field in DEVIATIONS and DEVIATIONS[field].shape == DECIMAL:
            kind = KINDS["number"]
        assert isinstance(value, kind), f"{where}: {value!r}"
        assert kind is bool or not isinstance(value, bool), where
        if "enum" in schema:
            assert value in schema["enum"], f"{where}: {value!r}"
        if schema.get("format") == "int32":
            assert -(2**31) <= value < 2**31, where
        if schema.get("format") == "date-time":
            self._date(field, value)
        if kind is list:
            for item in value:
                self._value(schema["items"], field, item, where)

    @staticmethod
    def _date(field, value):
        shape = DEVIATIONS[field].shape
        assert re.fullmatch(PATTERNS[shape], value), (field, value)
        datetime.fromisoformat(value)
