"""Reads the JSON body of a request against the fields an operation knows.

A schema is a dict of field names; the value of a name is ``str``, ``int``, ``float``,
``bool``, a nested schema, a list holding one of these, or ``object``, which leaves the
value as it came. Values of a near type are
converted, as the JSON reader behind the real API does ("12" for an int, 12 for a
str). Fields the operation does not know are ignored, but reported: the call log
shows them, since a misspelt field is the silent kind of bug.
"""

from typing import Any

from .errors import Malformed

MAX_INT = 2**63


def read(schema: dict, body: Any, path: str = "") -> tuple[dict, list[str]]:
    """The known fields of the body (null ones left out), and the unknown names.

    :raises Malformed: a value has another type
    """
    if not isinstance(body, dict):
        raise Malformed(f"{path or 'le corps'} n'est pas un objet")
    values, unknown = {}, []
    for name, value in body.items():
        where = f"{path}.{name}" if path else name
        if name not in schema:
            unknown.append(where)
        elif value is not None:
            values[name], deeper = _value(schema[name], value, where)
            unknown += deeper
    return values, unknown


def _value(kind, value, where):
    if kind is object:
        return value, []
    if isinstance(kind, dict):
        return read(kind, value, where)
    if isinstance(kind, list):
        # One element may come without its brackets, in requests as in answers.
        items = value if isinstance(value, list) else [value]
        read_items = [_value(kind[0], item, f"{where}[]") for item in items]
        return [item for item, _ in read_items], [
            name for _, names in read_items for name in names
        ]
    return _scalar(kind, value, where), []


def _scalar(kind, value, where):
    try:
        if kind is bool:
            return {"true": True, "false": False}[str(value).lower()]
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise ValueError(value)
        value = kind(value)
        if kind is int and not -MAX_INT <= value < MAX_INT:
            raise ValueError(value)
        if kind is str:
            value.encode()  # a lone surrogate is no text
        return value
    except (KeyError, ValueError, OverflowError) as error:
        raise Malformed(f"{where} n'est pas du type attendu") from error
