"""A file that an older simulator wrote."""

import sqlite3

from simulator.database import Database


def test_an_older_file_no_longer_wants_what_is_not_needed(tmp_path):
    """Its rows, their history and their numbers stay."""
    path = tmp_path / "old.sqlite"
    Database(path).connection().close()
    old = sqlite3.connect(path)
    (statement,) = old.execute("SELECT sql FROM sqlite_schema WHERE name = 'invoices'")
    strict = statement[0].replace(
        "recipient_id INTEGER", "recipient_id INTEGER NOT NULL"
    )
    old.execute("DROP TABLE invoices")
    old.execute(strict)
    old.execute("CREATE UNIQUE INDEX invoices_key ON invoices (number)")
    values = {"id": 7, "supplier_id": 1, "recipient_id": 2} | dict.fromkeys(
        "number type issue_date year supplier_siren framework currency mode"
        " deposited_at integrated_at status status_at".split(),
        "1",
    )
    marks = ", ".join("?" * len(values))
    names = ", ".join(values)
    insert = f"INSERT INTO invoices ({names}) VALUES ({marks})"  # noqa: S608
    old.execute(insert, list(values.values()))
    old.execute("INSERT INTO statuses (invoice_id, code, at) VALUES (7, 'DEPOSEE', 1)")
    old.commit()
    old.close()
    connection = Database(path).connection()
    columns = connection.execute("PRAGMA table_info(invoices)").fetchall()
    needed = {column["name"]: column["notnull"] for column in columns}
    assert needed["recipient_id"] == 0 and needed["number"] == 1
    row = connection.execute("SELECT * FROM invoices").fetchone()
    assert (row["id"], row["recipient_id"]) == (7, 2)
    assert connection.execute("SELECT invoice_id FROM statuses").fetchone()[0] == 7
    assert connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    assert connection.execute("PRAGMA foreign_key_list(statuses)").fetchone()[2] == (
        "invoices"
    )
    indexes = connection.execute("PRAGMA index_list(invoices)").fetchall()
    names = {index["name"] for index in indexes}
    assert "invoices_number" in names and "invoices_key" not in names


def test_an_older_file_gains_the_newer_columns(tmp_path):
    path = tmp_path / "old.sqlite"
    Database(path).connection().close()
    old = sqlite3.connect(path)
    old.execute("ALTER TABLE invoices DROP COLUMN mandate")
    old.execute("ALTER TABLE invoices DROP COLUMN rejection_processed")
    old.execute("DROP TABLE invoice_attachments")
    old.execute(
        "INSERT INTO settings (key, value) VALUES ('token_lifetime', '60')",
    )
    old.commit()
    old.close()
    connection = Database(path).connection()
    columns = connection.execute("PRAGMA table_info(invoices)").fetchall()
    by_name = {column["name"]: column for column in columns}
    assert by_name["mandate"]["notnull"] == 0
    assert by_name["rejection_processed"]["dflt_value"] == "0"
    assert not connection.execute("SELECT 1 FROM invoice_attachments").fetchone()
    assert connection.execute("SELECT value FROM settings").fetchone()[0] == "60"
