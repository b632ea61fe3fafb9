"""After a whole demo nothing that people read is in English, on neither side: messages,
mails, activities, what stands on invoices, deposits and received invoices, and the PDF.
"""

import json
import re

from pypdf import PdfReader

from dev import demo_company
from dev.demo_reception import RECEIVED, TwoSides
from dev.demo_story import FRENCH
from dev.demo_town import prepare_town

ENGLISH = re.compile(
    r"\b(the|of|is|not|has|have|was|were|been|will|this|that|it|its|with|by|from|and"
    r"|to|your|again|deposit|customer|nothing|send)\b",
    re.IGNORECASE,
)
# What is no language.
MARKUP = re.compile(r"<[^>]+>|https?://\S+|\S+@\S+|%\w")
OURS = ("l10n_fr_chorus_pro.document", "l10n_fr_chorus_pro.deposit")
AT_TOWN = (RECEIVED, "l10n_fr_chorus_pro.received.act")
# What the portal, the supplier or the demo itself says, as it came.
QUOTED = ("content", "name", "label", "note", "reason")
TEXTS = ("char", "text", "html", "selection")
# Technical values, as they came or as they are compared.
RAW = re.compile(r"code|ref|status$|identifier|file_name|syntax|sha256|environment")


def texts_of(session, model, domain, names):
    """What a user of this language reads in some fields of records."""
    read = {"fields": names, "context": FRENCH}
    for row in session.execute(model, "search_read", domain, **read):
        for name in names:
            if row[name]:
                yield f"{model}.{name}", row[name]


def fields_of(session, model):
    """The texts of ours on a model that a form or a list shows."""
    found = session.execute(model, "fields_get", attributes=["type", "string"])
    return [
        name
        for name, field in found.items()
        if field["type"] in TEXTS
        and (model in OURS + AT_TOWN or name.startswith("l10n_fr_chorus_"))
        and not RAW.search(name)
    ]


def crawl(session):
    """All texts that the accountant meets after the demo."""
    subject = [("model", "in", ("account.move", *OURS))]
    yield from texts_of(session, "mail.message", subject, ["body", "subject"])
    activities = [("res_model", "=", "account.move")]
    yield from texts_of(session, "mail.activity", activities, ["summary", "note"])
    for model in OURS:
        names = [name for name in fields_of(session, model) if name != "state"]
        yield from texts_of(session, model, [], names)
    invoices = [("l10n_fr_chorus_state", "!=", False)]
    names = fields_of(session, "account.move")
    for where, text in texts_of(session, "account.move", invoices, names):
        field = where.rpartition(".")[2]
        told = {"attributes": ["selection"], "context": FRENCH}
        shown = session.execute("account.move", "fields_get", [field], **told)
        yield where, dict(shown[field].get("selection", [])).get(text, text)
    for _where, alerts in texts_of(session, "account.move", invoices, ["alerts"]):
        for alert in alerts.values():
            yield "banner", f"{alert['message']} {alert.get('action_text', '')}"


def crawl_town(session):
    """All texts that the finance officer of the town meets."""
    subject = [("model", "in", ("account.move", *AT_TOWN))]
    yield from texts_of(session, "mail.message", subject, ["body", "subject"])
    activities = [("res_model", "in", ("account.move", RECEIVED))]
    yield from texts_of(session, "mail.activity", activities, ["summary", "note"])
    for model in AT_TOWN:
        names = [name for name in fields_of(session, model) if name not in QUOTED]
        kinds = session.execute(
            model, "fields_get", names, ["selection"], context=FRENCH
        )
        for where, text in texts_of(session, model, [], names):
            labels = dict(kinds[where.rpartition(".")[2]].get("selection", []))
            yield where, labels.get(text, text)


def test_nothing_is_in_english(odoo_server, simulator, tmp_path):
    admin = odoo_server.session()
    demo_company.prepare(admin, simulator.url)
    prepare_town(admin, simulator)
    accountant = odoo_server.session("comptable", "comptable")
    database = odoo_server.database
    story = TwoSides(admin, accountant, simulator, database, tmp_path)
    story.tell()
    read = [*crawl(accountant), *crawl_town(story.town.people["finances"])]
    read += texts_of(admin, "mail.mail", [], ["body_html", "subject"])
    kinds = {where for where, _text in read}
    assert {"banner", "mail.message.body", "mail.activity.summary"} <= kinds
    documents = list((tmp_path / "documents").glob("*.pdf"))
    assert documents
    for document in documents:
        for page in PdfReader(document).pages:
            read.append((document.name, page.extract_text()))
    english = [
        (where, MARKUP.sub(" ", str(text)))
        for where, text in read
        if ENGLISH.search(MARKUP.sub(" ", str(text)))
    ]
    assert english == [], json.dumps(english, indent=1, ensure_ascii=False)
