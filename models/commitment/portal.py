"""Commitments read from the portal: looked up, kept, refreshed; their documents."""

import psycopg2.errors

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...chorus_api import (
    ChorusError,
    CommitmentSearch,
    ConfigurationError,
    ProtocolError,
    Rejected,
)
from ...chorus_api.errors import ADDRESS
from ...tools.notification import notify
from ..connection.error_texts import explain_reading

RELOAD = {"type": "ir.actions.client", "tag": "soft_reload"}


def rows_values(env, rows):
    """The fields of commitments that the rows of a search tell.

    :param rows: of :class:`CommitmentRow`
    :rtype: list of dict
    """
    currencies = env["res.currency"].with_context(active_test=False).search([])
    ids = {currency.name: currency.id for currency in currencies}
    return [
        {
            "number": row.number,
            "commitment_ref": row.commitment_ref,
            "kind": row.kind,
            "state": row.state,
            "service_code": row.service_code,
            "service_name": row.service_name,
            "supplier_siret": row.supplier,
            "supplier_name": row.supplier_name,
            "notified_on": row.notified_on,
            "amount": row.total or 0.0,
            "currency_id": ids.get(row.currency or "EUR", False),
            # One that the portal does not speak of may have some.
            "has_documents": row.has_documents is not False,
        }
        for row in rows
    ]


class ChorusCommitment(models.Model):
    _inherit = "l10n_fr_chorus_pro.commitment"

    # -- The one writer --------------------------------------------------------

    @api.model
    def _chorus_kept(self, account, number):
        """The commitment of this number in a company's environment, archived or not."""
        return (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("company_id", "=", account.id),
                    ("environment", "=", account.l10n_fr_chorus_environment),
                    ("number", "=", number),
                ],
                limit=1,
            )
        )

    @api.model
    def _chorus_keep(self, account, values):
        """Keep what the portal told of a commitment now.

        :param account: the company that owns the connection
        :param dict values: of :func:`rows_values`, or a number alone
        :return: the commitment; empty where somebody else is keeping it right now
        """
        values = {"active": True, **values, "refreshed_at": fields.Datetime.now()}
        kept = self._chorus_kept(account, values["number"])
        if kept:
            kept.write(values)
            return kept
        values |= {
            "company_id": account.id,
            "environment": account.l10n_fr_chorus_environment,
        }
        try:
            with self.env.cr.savepoint():
                kept = self.sudo().create(values)
        except psycopg2.errors.UniqueViolation:
            return self.sudo().browse()
        self.env["account.move"].invalidate_model(["l10n_fr_chorus_commitment_id"])
        return kept

    @api.model
    def _chorus_look_up(self, account, client, number):
        """Ask the portal for a number, and keep what it says: also that it has none.

        :raises ChorusError: the portal or its configuration failed
        """
        search = CommitmentSearch(number=number)
        page = next(client.search_commitments(search))
        row = next((row for row in page.rows if row.number == number), None)
        if row is None:
            return self._chorus_keep(account, {"number": number, "active": False})
        (values,) = rows_values(self.env, [row])
        commitment = self._chorus_keep(account, values)
        if commitment:
            commitment._chorus_read_detail(client)
        return commitment

    def _chorus_read_detail(self, client):
        """Read issuer, lines and payment requests of one commitment.

        The address of this operation is not attested: where the portal does not have
        it, what the search told remains.

        :raises ChorusError: the portal does not answer, or refuses the access
        """
        self.ensure_one()
        try:
            detail = client.read_commitment(self.number)
        except (Rejected, ProtocolError):
            self.detail_known = False
            return
        except ConfigurationError as error:
            if error.cause != ADDRESS:
                raise
            self.detail_known = False
            return
        self.write(self._chorus_detail_values(detail))
        self._chorus_attach_only_customer()

    def _chorus_detail_values(self, detail):
        values = {
            "detail_known": True,
            "state": detail.state or self.state,
            "issuer_siret": detail.issuer,
            "issuer_name": detail.issuer_name,
            "service_code": detail.service_code or self.service_code,
            "service_name": detail.service_name or self.service_name,
            "line_ids": [Command.clear()]
            + [
                Command.create(
                    {
                        "number": line.number,
                        "amount": line.total or 0.0,
                        "state": line.state,
                    }
                )
                for line in detail.lines
            ],
            "request_ids": [Command.clear()]
            + [
                Command.create(
                    {
                        "chorus_identifier": request.chorus_invoice_id,
                        "number": request.number,
                        "issued_on": request.issued_on,
                        "amount": request.total or 0.0,
                        "status": request.state,
                    }
                )
                for request in detail.payment_requests
            ],
        }
        if not self.amount:
            values["amount"] = sum(line.total or 0.0 for line in detail.lines)
        return values

    def _chorus_attach_only_customer(self):
        """Attach the customer of the issuer's SIRET, where there is just one."""
        if self.partner_ids or not self.issuer_siret:
            return
        found = self.env["res.partner"].search(
            [
                ("company_registry", "=", self.issuer_siret),
                ("is_company", "=", True),
                ("company_id", "in", (False, self.company_id.id)),
            ],
            limit=2,
        )
        if len(found) == 1:
            self.partner_ids = found

    # -- Buttons ---------------------------------------------------------------

    def _chorus_check_acting(self):
        """Let those act who may see the commitments and write invoices.

        :raises AccessError: the user only looks
        """
        self.check_access("read")
        self.env["account.move"].check_access("write")

    def _chorus_account(self):
        """The company to ask with, while its environment is still the same.

        :raises UserError: the commitment is of another environment
        """
        self.ensure_one()
        account = self.sudo().company_id
        if self.environment != account.l10n_fr_chorus_environment:
            raise UserError(
                self.env._(
                    "The commitment %s comes from another environment of Chorus Pro"
                    " than that of the settings.",
                    self.number,
                )
            )
        return account

    def action_chorus_refresh(self):
        """Ask Chorus Pro for these commitments anew.

        :raises UserError: the portal or its configuration failed, in a sentence
        """
        self._chorus_check_acting()
        gone = []
        try:
            for commitment in self:
                account = commitment._chorus_account()
                with account._chorus_client() as client:
                    self._chorus_look_up(account, client, commitment.number)
                if not commitment.active:
                    gone.append(commitment.number)
        except ChorusError as error:
            raise UserError(explain_reading(self.env, error)) from error
        if gone:
            message = self.env._(
                "Chorus Pro no longer knows %s: archived.", ", ".join(gone)
            )
            return notify(self.env, message, kind="warning", then=RELOAD)
        return notify(self.env, self.env._("Up to date."), then=RELOAD)

    def action_chorus_download_documents(self):
        """Fetch the documents from Chorus Pro and keep them on the commitment.

        :raises UserError: the portal or its configuration failed, in a sentence
        """
        self.ensure_one()
        self._chorus_check_acting()
        account = self._chorus_account()
        try:
            with account._chorus_client() as client:
                file = client.read_commitment_documents(self.number)
        except ChorusError as error:
            raise UserError(explain_reading(self.env, error)) from error
        if file is None:
            message = self.env._(
                "Chorus Pro has no document of the commitment %s.", self.number
            )
            return notify(self.env, message, kind="info")
        self._chorus_keep_documents(file)
        return notify(self.env, self.env._("Documents downloaded."), then=RELOAD)

    def _chorus_keep_documents(self, file):
        """One attachment, in place of what was fetched before.

        :param DownloadedFile file: a PDF, or an archive of several documents
        """
        name = f"Engagement_{self.number}.{file.extension}".replace("/", "_")
        documents = self.sudo().document_ids
        documents.filtered(lambda d: d.name == name).unlink()
        self.env["ir.attachment"].sudo().create(
            {
                "name": name,
                "raw": file.content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        self.invalidate_recordset(["document_ids"])
