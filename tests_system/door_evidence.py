"""What must be true of invoices that went by a door, whatever failed on the way."""

from tests_system.door_world import DRAFTS
from tests_system.matrix_world import KNOWN


def assert_once_and_sent(world, ids, left=()):
    """The portal has each of these invoices once and nothing else since the mark, and
    Odoo knows each by its identifier there.

    :param left: identifiers of what is known to be left behind
    """
    rows = [row for row in world.new_rows() if row["id"] not in left]
    invoices = world.read(ids)
    assert not [row for row in rows if row["status"] in DRAFTS], rows
    known = {row["number"]: str(row["id"]) for row in rows}
    assert len(rows) == len(ids), [(row["number"], row["status"]) for row in rows]
    for invoice in invoices:
        assert invoice["l10n_fr_chorus_state"] == KNOWN, invoice
        assert invoice["l10n_fr_chorus_identifier"] == known[invoice["name"]]


def assert_readable(world, ids, door):
    """The PDF of the portal is on an invoice of data alone, once; else the very file
    that was handed in."""
    assert world.pages(ids) == [int(door == "entry")] * len(ids)
    if door == "pdf":
        assert world.handed_in_files(ids) == len(ids)


def assert_told(world, invoice, attempts):
    """One of these attempts counts; each other one is over, and says so."""
    *others, counts = sorted(attempts, key=lambda a: bool(a["chorus_identifier"]))
    assert counts["chorus_identifier"], attempts
    assert {a["state"] for a in others} <= {"not_received", "refused"}, attempts
    assert not [a for a in others if a["chorus_identifier"]], attempts
    told = "".join(world.messages(invoice))
    assert all(a["reason"] or "Aucune trace" in told for a in others), told
