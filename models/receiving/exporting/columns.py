"""What goes to the financial software of a body, a row an invoice.

It is the file of control and liquidation: neither a PES flow nor an entry of the public
accounting (M57), and nothing is paid by it.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from odoo import models
from odoo.tools import float_repr, format_datetime

from ....tools.french import french_env
from ....tools.portal_time import PORTAL_ZONE
from ...payment.rules import AVAILABLE

# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """A column of the file.

    :param heading: in French whatever the user's language: software reads it
    :param value: of a received invoice, in a superuser's environment: a str, a float
        (an amount of its currency), a date, a naive UTC datetime, or nothing
    """

    heading: str
    value: Callable


def _status_date(code):
    """When the invoice had a status of the portal for the last time: a line of its
    history may be without a moment, and the history may not be there yet."""

    def value(received):
        events = received.event_ids.filtered(
            lambda event: (event.kind, event.code) == ("status", code)
        )
        if moments := list(filter(None, events.mapped("happened_at"))):
            return max(moments)
        now = received.raw_status == code and received.status_date
        return now or (code == AVAILABLE and received.available_on)

    return value


def _signed(received, amount):
    """An amount of the invoice: of a credit note below zero, whatever its sign is at
    the portal. None stays None."""
    is_below = received.is_credit_note and amount
    return -abs(amount) if is_below else amount


def _untaxed(received):
    """The total without VAT; None where the portal does not tell it."""
    if not received.amount_untaxed and received.amount_total:
        return None
    return _signed(received, received.amount_untaxed)


def _vat(received):
    untaxed = _untaxed(received)
    if untaxed is None:
        return None
    return _signed(received, received.amount_total) - untaxed


def _actor(act, status):
    """Who did something: in Odoo, else whom the portal names."""

    def value(received):
        if done := received._chorus_last_act(act):
            return done.user_id.name
        events = received.event_ids.filtered(
            lambda event: event.kind == "status" and event.code == status
        )
        return events[:1].author

    return value


def _mandate(received):
    """The number of the payment order, given in Odoo or elsewhere."""
    done = received._chorus_last_act("order")
    return done.mandate_number or received.mandate_number


SUPPLIER_COLUMNS = (
    Column("Identifiant Chorus Pro", lambda r: r.chorus_identifier),
    Column("Type d'identifiant du fournisseur", lambda r: r.supplier_kind),
    Column("Identifiant du fournisseur", lambda r: r.supplier_identifier),
    Column("Fournisseur", lambda r: r.supplier_name),
)
INVOICE_COLUMNS = (
    Column("Numéro de facture", lambda r: r.invoice_number),
    Column("Avoir", lambda r: "Oui" if r.is_credit_note else "Non"),
    Column("Date de facture", lambda r: r.invoice_date),
    Column("Code service", lambda r: r.service_code or r.service_id.code),
    Column("Service", lambda r: r.service_name or r.service_id.name),
    Column("N° d'engagement", lambda r: r.commitment_number),
    Column("N° de marché", lambda r: r.contract_number),
    Column("Montant HT", _untaxed),
    Column("Montant TVA", _vat),
    Column("Montant TTC", lambda r: _signed(r, r.amount_total)),
    Column("Net à payer", lambda r: r._chorus_net_asked()),
    Column("Devise", lambda r: r.currency_id.name),
    Column("Facture dans Odoo", lambda r: r.move_id._chorus_bill_name()),
    Column("N° de mandat", _mandate),
    Column("Service fait par", _actor("certify", "SERVICE_FAIT")),
    Column("Mandatée par", _actor("order", "MANDATEE")),
    Column("Statut", lambda r: r.status_label),
    Column("Mise à disposition le", _status_date(AVAILABLE)),
    Column("Suspendue le", _status_date("SUSPENDUE")),
    Column("Complétée le", _status_date("COMPLETEE")),
    Column("Service fait le", _status_date("SERVICE_FAIT")),
    Column("Mandatée le", _status_date("MANDATEE")),
    Column(
        "Mise à disposition du comptable le",
        _status_date("MISE_A_DISPOSITION_COMPTABLE"),
    ),
    Column("Comptabilisée le", _status_date("COMPTABILISEE")),
    Column("Mise en paiement le", _status_date("MISE_EN_PAIEMENT")),
    Column("Rejetée le", _status_date("REJETEE")),
    Column("Date limite de paiement", lambda r: r.due_date),
    Column("Documents", lambda r: ", ".join(r.document_ids.mapped("name"))),
)


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_export_columns(self):
        """The columns of the file of these invoices, in order: extend this to add one.

        :return: list of :class:`Column`
        """
        accounts = self._chorus_payee_accounts()
        return [
            *SUPPLIER_COLUMNS,
            Column("Créancier", lambda received: accounts[received.id][1]),
            Column("IBAN", lambda received: accounts[received.id][0]),
            *INVOICE_COLUMNS,
        ]

    def _chorus_export(self):
        """The file of these invoices: semicolons, decimal commas, French headings.

        :return: bytes, UTF-8 with a byte order mark, as spreadsheets want it
        """
        columns = self._chorus_export_columns()
        file = io.StringIO()
        rows = csv.writer(file, delimiter=";", lineterminator="\r\n")
        rows.writerow([column.heading for column in columns])
        for received in self.with_env(french_env(self.sudo().env)):
            values = (column.value(received) for column in columns)
            rows.writerow([received._chorus_in_export(value) for value in values])
        return file.getvalue().encode("utf-8-sig")

    def _chorus_in_export(self, value):
        if isinstance(value, float):
            digits = self.currency_id.decimal_places
            return float_repr(value + 0.0, digits).replace(".", ",")
        if isinstance(value, datetime):
            return format_datetime(self.env, value, PORTAL_ZONE, "dd/MM/yyyy HH:mm")
        if isinstance(value, date):
            return f"{value:%d/%m/%Y}"
        text = " ".join((value or "").split())
        return f"'{text}" if text.startswith(FORMULA) else text
