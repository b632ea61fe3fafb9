"""What OCA's ``l10n_fr_chorus_account`` 16.0 to 18.0 leaves in a database.

No model of it is loaded any more where its code is gone, so its tables and columns are
read by SQL. They are never written.
"""

from dataclasses import dataclass
from datetime import date, datetime

from odoo.tools import SQL
from odoo.tools.sql import column_exists, table_exists

# As the portal tells them: it has integrated nothing of such a flow.
REJECTED_FLOW = "IN_REJETE"
# How OCA 18.0 calls its sending method.
SENDING_METHOD = "fr_chorus"
TABLES = ("chorus_flow", "chorus_partner_service")
COLUMNS = {
    "account_move": (
        "chorus_flow_id",
        "chorus_identifier",
        "chorus_status",
        "chorus_status_date",
    ),
    "res_partner": ("fr_chorus_required", "fr_chorus_service_id"),
}
# The column that only 16.0 and 17.0 have: whether the qualification platform was used.
TEST_COLUMN = ("res_company", "fr_chorus_qualif")
FILES = "account_move_chorus_ir_attachment_rel"


@dataclass(frozen=True, slots=True)
class SentInvoice:
    """An invoice that was sent.

    :param flow_number: empty where only its identifier is known
    :param identifier: the portal's number of the invoice; empty where it was not read
    :param status: the portal's code as it was last read, may be empty
    :param status_at: when that was read
    """

    move_id: int
    flow_number: str
    flow_date: date | None
    identifier: str
    status: str
    status_at: datetime | None


def is_there(cursor):
    """Whether OCA's addon was used in this database."""
    return all(table_exists(cursor, table) for table in TABLES) and all(
        column_exists(cursor, table, column)
        for table, columns in COLUMNS.items()
        for column in columns
    )


def was_test(cursor, company_id):
    """Whether a company used the qualification platform; None where nobody can say."""
    if not column_exists(cursor, *TEST_COLUMN):
        return None
    query = SQL("SELECT fr_chorus_qualif FROM res_company WHERE id = %s", company_id)
    return bool(_rows(cursor, query)[0][0])


def sent_invoices(cursor, company_id):
    """The posted invoices of a company that were sent and are not followed here.

    :return: (list of :class:`SentInvoice` by their ids, ids of those whose flow was
        rejected as a whole)
    """
    query = SQL(
        """
        SELECT move.id, coalesce(flow.name, ''), flow.date,
               coalesce(nullif(move.chorus_identifier, 0)::text, ''),
               coalesce(move.chorus_status, ''), move.chorus_status_date,
               coalesce(flow.status, '') = %s
          FROM account_move move
     LEFT JOIN chorus_flow flow ON flow.id = move.chorus_flow_id
         WHERE move.company_id = %s
           AND move.state = 'posted'
           AND move.move_type IN ('out_invoice', 'out_refund')
           AND (flow.id IS NOT NULL OR coalesce(move.chorus_identifier, 0) <> 0)
           AND NOT EXISTS (
                   SELECT FROM l10n_fr_chorus_pro_document document
                    WHERE document.move_id = move.id
               )
      ORDER BY move.id
        """,
        REJECTED_FLOW,
        company_id,
    )
    sent, rejected = [], []
    for *values, is_rejected in _rows(cursor, query):
        invoice = SentInvoice(*values)
        if is_rejected and not invoice.identifier:
            rejected.append(invoice.move_id)
        else:
            sent.append(invoice)
    return sent, rejected


def customers(cursor, company_id):
    """Ids of the customers that were invoiced through Chorus Pro, whom this company may
    see and whom nobody gave another sending method since."""
    query = SQL(
        """
        SELECT partner.id
          FROM res_partner partner
         WHERE (partner.company_id IS NULL OR partner.company_id = %(company)s)
           AND partner.commercial_partner_id = partner.id
           AND coalesce(partner.invoice_sending_method ->> %(key)s, %(method)s)
               = %(method)s
           AND (
                   partner.fr_chorus_required IS NOT NULL
                OR partner.invoice_sending_method ->> %(key)s = %(method)s
                OR partner.id IN (
                       SELECT move.commercial_partner_id
                         FROM account_move move
                        WHERE move.company_id = %(company)s
                          AND move.chorus_flow_id IS NOT NULL
                   )
               )
      ORDER BY partner.id
        """,
        company=company_id,
        key=str(company_id),
        method=SENDING_METHOD,
    )
    return [row[0] for row in _rows(cursor, query)]


def services(cursor, company_id):
    """The services of customers of which this addon knows none and has read nothing.

    :return: {partner id: list of values of ``l10n_fr_chorus_pro.service``}
    """
    query = SQL(
        """
        SELECT service.partner_id, service.code, service.name,
               nullif(service.chorus_identifier, 0)::text,
               coalesce(service.engagement_required, false),
               coalesce(service.active, true)
          FROM chorus_partner_service service
          JOIN res_partner partner ON partner.id = service.partner_id
         WHERE (partner.company_id IS NULL OR partner.company_id = %s)
           AND partner.l10n_fr_chorus_directory_date IS NULL
           AND NOT EXISTS (
                   SELECT FROM l10n_fr_chorus_pro_service known
                    WHERE known.partner_id = partner.id
               )
      ORDER BY service.partner_id, service.code, service.id
        """,
        company_id,
    )
    names = ("code", "name", "service_ref", "commitment_required", "active")
    found = {}
    for partner_id, *values in _rows(cursor, query):
        found.setdefault(partner_id, []).append(dict(zip(names, values, strict=True)))
    return found


def contact_codes(cursor, company_id):
    """The service codes of contacts that have none here: {partner id: code}."""
    query = SQL(
        """
        SELECT partner.id, service.code
          FROM res_partner partner
          JOIN chorus_partner_service service
            ON service.id = partner.fr_chorus_service_id
         WHERE (partner.company_id IS NULL OR partner.company_id = %s)
           AND coalesce(partner.l10n_fr_chorus_service_code, '') = ''
      ORDER BY partner.id
        """,
        company_id,
    )
    return dict(_rows(cursor, query))


def files_to_send(cursor, company_id):
    """The documents to go with invoices that were not sent yet, and have none here.

    :return: {invoice id: list of attachment ids}
    """
    if not table_exists(cursor, FILES):
        return {}
    query = SQL(
        """
        SELECT move.id, array_agg(file.ir_attachment_id ORDER BY file.ir_attachment_id)
          FROM account_move move
          JOIN %s file ON file.account_move_id = move.id
         WHERE move.company_id = %s
           AND move.state <> 'cancel'
           AND move.chorus_flow_id IS NULL
           AND coalesce(move.chorus_identifier, 0) = 0
           AND NOT EXISTS (
                   SELECT FROM l10n_fr_chorus_pro_document document
                    WHERE document.move_id = move.id
               )
           AND NOT EXISTS (
                   SELECT FROM account_move_chorus_attachment_rel ours
                    WHERE ours.account_move_id = move.id
               )
      GROUP BY move.id
        """,
        SQL.identifier(FILES),
        company_id,
    )
    return dict(_rows(cursor, query))


def _rows(cursor, query):
    cursor.execute(query)
    return cursor.fetchall()
