"""That the guard of the layers sees what it is there for."""

import pytest

from dev import layers

LOW = """
class Document(models.Model):
    _name = "l10n_fr_chorus_pro.document"

    state = fields.Char()

    def _chorus_low(self):
        return {low}
"""
HIGH = """
from ..low.document import Document

class Document(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    sent_late = fields.Char()

    def _chorus_high(self):
        return {high}
"""


@pytest.fixture
def house(tmp_path, monkeypatch):
    """Function that builds a house of two layers from what their methods return."""
    monkeypatch.setattr(layers, "CHECKOUT", tmp_path)
    monkeypatch.setattr(layers, "LAYERS", {"models.low": "", "models.high": ""})
    monkeypatch.setattr(layers, "ORDER", ["models.low", "models.high"])

    def build(low="0", high="self._chorus_low()", more=""):
        for name, text in (("low", LOW), ("high", HIGH + more)):
            folder = tmp_path / "models" / name
            folder.mkdir(parents=True, exist_ok=True)
            text = text.replace("{low}", low).replace("{high}", high)
            (folder / "document.py").write_text(text, encoding="utf-8")
        return layers.House()

    return build


def test_a_house_in_order(house):
    built = house()
    assert built.arrows_up() == []
    assert built.self_overrides() == []
    assert built.homonyms() == []
    assert built.circle() is None
    assert len(built.knot()) == 1


@pytest.mark.parametrize(
    ("low", "name"),
    [
        ("self._chorus_high()", "_chorus_high"),
        ('self.mapped("sent_late")', "sent_late"),
        ('[("document_id.sent_late", "=", 1)]', "sent_late"),
    ],
)
def test_a_call_upwards_is_seen(house, low, name):
    built = house(low=low)
    (arrow,) = built.arrows_up()
    assert arrow == ("models.low.document", "models.high.document", [name])
    assert len(built.knot()) == 2


def test_an_import_upwards_is_seen(house, tmp_path):
    house()
    low = tmp_path / "models" / "low" / "document.py"
    low.write_text("from ..high import document\n" + low.read_text())
    built = layers.House()
    assert built.arrows_up()[0][:2] == ("models.low.document", "models.high.document")
    assert "models.high.document" in built.circle()


def test_an_override_of_our_own_is_seen(house):
    built = house(more="\n    def _chorus_low(self):\n        return 1\n")
    ((name, model, _modules),) = built.self_overrides()
    assert (name, model) == ("_chorus_low", "l10n_fr_chorus_pro.document")


def test_a_name_with_two_meanings_is_seen(house):
    more = (
        '\n\nclass Partner(models.Model):\n    _inherit = "res.partner"\n'
        "\n    def _chorus_low(self):\n        return 1\n"
    )
    ((name, models),) = house(more=more).homonyms()
    assert (name, models) == (
        "_chorus_low",
        ["l10n_fr_chorus_pro.document", "res.partner"],
    )
