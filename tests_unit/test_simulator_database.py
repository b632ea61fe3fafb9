"""A file that an older simulator wrote."""

import sqlite3

from simulator.database import Database


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
