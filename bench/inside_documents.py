"""The part of the documents bench that runs in an Odoo shell; ``env`` is its own."""

import contextlib
import io
import json
import os
import time
from datetime import date
from pathlib import Path

from odoo.tools.pdf import OdooPdfFileReader, OdooPdfFileWriter

from odoo.addons.l10n_fr_chorus_pro.chorus_api.statuses import CII, UBL
from odoo.addons.l10n_fr_chorus_pro.models.einvoice.facturx_document import (
    render,
    render_facturx,
)

env = globals()["env"]
ORDER = Path(os.environ["BENCH_ORDER"])
COUNT = json.loads(ORDER.read_text(encoding="utf-8"))["count"]


def make():
    product = env["product.product"].search([("name", "=", "Pose de luminaires")])
    town = env["res.partner"].search([("company_registry", "=", "12345678200051")])
    line = {"product_id": product.id, "quantity": 3, "discount": 5}
    moves = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": town.id,
                "invoice_date": date.today(),
                "invoice_line_ids": [
                    (0, 0, {**line, "price_unit": 10.01 + number + row})
                    for row in range(3)
                ],
            }
            for number in range(COUNT)
        ]
    )
    moves.action_post()
    env.cr.commit()
    return moves


def ours(move, syntax):
    terms = env["l10n_fr_chorus_pro.terms"]._en16931(move)
    return render(terms, syntax)


def our_facturx(move, pdf):
    terms = env["l10n_fr_chorus_pro.terms"]._en16931(move)
    return render_facturx(terms, pdf, "fr-FR")


def core_facturx(move, pdf):
    """Make the Factur-X by the calls that core makes after printing, in its order."""
    xml, _errors = env["account.edi.xml.cii"]._export_invoice(move)
    writer = OdooPdfFileWriter()
    writer.cloneReaderDocumentRoot(OdooPdfFileReader(io.BytesIO(pdf), strict=False))
    writer.addAttachment("factur-x.xml", xml, subtype="text/xml")
    # Core goes on where the PDF has no outlines, as with the unpatched wkhtmltopdf.
    with contextlib.suppress(KeyError):
        writer.convert_to_pdfa()
    metadata = env["ir.qweb"]._render(
        "account_edi_ubl_cii.account_invoice_pdfa_3_facturx_metadata",
        {"title": move.name, "date": date.today()},
    )
    writer.add_file_metadata(metadata.encode())
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def measure(moves, function):
    """Seconds and queries of a run over invoices that no cache knows."""
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    for move in moves:
        function(move)
    return time.perf_counter() - start, env.cr.sql_log_count - queries


def main():
    moves = make()
    reports = env["ir.actions.report"].with_context(force_report_rendering=True)
    pdf, _kind = reports._render_qweb_pdf("account.account_invoices", moves[0].ids)
    formats = {
        "our CII": lambda move: ours(move, CII),
        "our UBL": lambda move: ours(move, UBL),
        "our Factur-X": lambda move: our_facturx(move, pdf),
        "core's Factur-X": lambda move: core_facturx(move, pdf),
    }
    for function in formats.values():
        function(moves[0])  # schemas and templates are read once in a process
    # By turns: what else the machine does slows all of them alike.
    quarters = [moves[start::4] for start in range(4)]
    runs = {name: [] for name in formats}
    for quarter in quarters:
        for name, function in formats.items():
            runs[name].append(measure(quarter, function))
    return [
        {
            "format": name,
            "milliseconds": 1000 * sum(seconds for seconds, _queries in run) / COUNT,
            "queries": whole_run(moves, formats[name]) / COUNT,
            "queries_of_quarter": run[0][1] / len(quarters[0]),
        }
        for name, run in runs.items()
    ]


def whole_run(moves, function):
    _seconds, queries = measure(moves, function)
    return queries


Path(os.environ["BENCH_ANSWER"]).write_text(json.dumps(main()), encoding="utf-8")
