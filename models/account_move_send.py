"""The plug into Odoo's own sending of invoices."""

from odoo import api, models

from ..chorus_api import ChorusError, Unavailable
from ..chorus_api.statuses import FACTURX
from . import facturx_document
from .deposit import Outcome
from .error_texts import explain

METHOD = "chorus_pro"
# Beside Chorus Pro only these may deliver the same invoice: any other method is another
# electronic channel, and the public body would receive the invoice twice.
COMPATIBLE_METHODS = {METHOD, "email", "snailmail", "manual"}


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    # -- Which methods ---------------------------------------------------------

    @api.model
    def _get_default_sending_settings(self, move, from_cron=False, **custom_settings):
        # EXTENDS 'account'
        if "sending_methods" not in custom_settings:
            methods = self._get_default_sending_methods(move)
            if METHOD in methods:
                # Other modules add theirs to the default, whatever the customer's.
                custom_settings["sending_methods"] = methods & COMPATIBLE_METHODS
        return super()._get_default_sending_settings(
            move, from_cron=from_cron, **custom_settings
        )

    @api.model
    def _get_default_sending_methods(self, move):
        # EXTENDS 'account'
        methods = super()._get_default_sending_methods(move)
        return methods & COMPATIBLE_METHODS if METHOD in methods else methods

    @api.model
    def _get_default_invoice_edi_format(self, move, **kwargs):
        # EXTENDS 'account'
        if METHOD in (kwargs.get("sending_methods") or []):
            return False
        return super()._get_default_invoice_edi_format(move, **kwargs)

    def _is_applicable_to_company(self, method, company):
        # EXTENDS 'account'
        if method == METHOD:
            french_codes = self.env["res.company"]._get_france_country_codes()
            return company.account_fiscal_country_id.code in french_codes
        return super()._is_applicable_to_company(method, company)

    def _is_applicable_to_move(self, method, move, **move_data):
        # EXTENDS 'account'
        if method == METHOD:
            return move.is_sale_document() and not move._chorus_is_live()
        return super()._is_applicable_to_move(method, move, **move_data)

    # -- Alerts ----------------------------------------------------------------

    def _get_alerts(self, moves, moves_data):
        # EXTENDS 'account'
        alerts = super()._get_alerts(moves, moves_data)
        chosen = moves.filtered(lambda m: METHOD in moves_data[m]["sending_methods"])
        for move in chosen:
            # A blocking alert would keep the good invoices of a batch from leaving.
            blocking = "danger" if len(moves) == 1 else "warning"
            sentences = move._chorus_checks()
            if clash := self._chorus_clash(moves_data[move]["sending_methods"]):
                sentences.append(clash)
            if sentences:
                alerts[f"l10n_fr_chorus_pro_check_{move.id}"] = {
                    "level": blocking,
                    "message": " ".join([f"{move.name}:", *sentences]),
                    "action_text": self.env._("View invoice"),
                    "action": move._get_records_action(),
                }
            elif move._chorus_is_live():
                alerts[f"l10n_fr_chorus_pro_sent_{move.id}"] = {
                    "level": "info",
                    "message": self.env._(
                        "%s is in Chorus Pro already and will not be sent there again.",
                        move.name,
                    ),
                }
        alerts.update(self._chorus_copy_alerts(chosen, moves_data))
        return alerts

    def _chorus_copy_alerts(self, chosen, moves_data):
        """Warn that a public body gets an invoice twice: it must take Chorus Pro's."""
        copied = chosen.filtered(
            lambda m: {"email", "snailmail"} & set(moves_data[m]["sending_methods"])
        )
        if not copied:
            return {}
        return {
            "l10n_fr_chorus_pro_copy": {
                "level": "warning",
                "message": self.env._(
                    "The invoice goes to Chorus Pro and by e-mail or post as well."
                    " A public body must be invoiced through Chorus Pro alone: send a"
                    " copy only to those who asked for it."
                ),
            }
        }

    def _chorus_clash(self, sending_methods):
        """The sentence for another electronic channel beside Chorus Pro, or None."""
        others = set(sending_methods) - COMPATIBLE_METHODS
        if METHOD not in sending_methods or not others:
            return None
        labels = dict(
            self.env["res.partner"]
            ._fields["invoice_sending_method"]
            ._description_selection(self.env)
        )
        return self.env._(
            "Choose either Chorus Pro or %s: through both, the customer would receive"
            " the invoice twice.",
            ", ".join(labels.get(other, other) for other in sorted(others)),
        )

    # -- Documents -------------------------------------------------------------

    def _hook_invoice_document_before_pdf_report_render(self, invoice, invoice_data):
        # EXTENDS 'account'
        super()._hook_invoice_document_before_pdf_report_render(invoice, invoice_data)
        if METHOD not in invoice_data["sending_methods"]:
            return
        sentences = []
        if not invoice._chorus_is_live():
            sentences = invoice._chorus_checks()
        if clash := self._chorus_clash(invoice_data["sending_methods"]):
            sentences.append(clash)
        if sentences:
            self._chorus_set_error(invoice, invoice_data, sentences)
        elif invoice.invoice_pdf_report_id and not invoice._chorus_is_live():
            # Core keeps a PDF that exists, and that one was not made for Chorus Pro.
            invoice._chorus_free_to_send()

    def _prepare_invoice_pdf_report(self, invoices_data):
        # EXTENDS 'account'
        if any(METHOD in data["sending_methods"] for data in invoices_data.values()):
            # The deposit needs the real PDF, also where core would save the rendering.
            self = self.with_context(force_report_rendering=True)
        return super()._prepare_invoice_pdf_report(invoices_data)

    def _hook_invoice_document_after_pdf_report_render(self, invoice, invoice_data):
        # EXTENDS 'account'
        pdf_values = invoice_data.get("pdf_attachment_values")
        readable = pdf_values and pdf_values["raw"]
        super()._hook_invoice_document_after_pdf_report_render(invoice, invoice_data)
        if METHOD not in invoice_data["sending_methods"] or not pdf_values:
            return
        if invoice._chorus_is_live():
            return
        xml, sentences = self._chorus_build_xml(invoice)
        if sentences:
            self._chorus_set_error(invoice, invoice_data, sentences)
            return
        # Core has put its own data into the PDF: ours goes into the one before.
        lang = (invoice.partner_id.lang or "fr_FR").replace("_", "-")
        pdf_values["raw"] = facturx_document.embed(readable, xml, lang)

    def _chorus_build_xml(self, invoice):
        """The CII of an invoice for Chorus Pro.

        :return: (bytes, list of sentences that say what is missing)
        """
        builder = self.env["account.edi.xml.cii"].with_context(chorus_pro=True)
        xml, errors = builder._export_invoice(invoice.with_context(chorus_pro=True))
        framework = invoice._chorus_framework().code
        return facturx_document.with_framework(xml, framework), sorted(errors)

    def _chorus_set_error(self, invoice, invoice_data, sentences):
        invoice_data["error"] = {
            "error_title": self.env._("%s was not sent to Chorus Pro.", invoice.name),
            "errors": sentences,
        }

    # -- Deposit ---------------------------------------------------------------

    def _call_web_service_after_invoice_pdf_render(self, invoices_data):
        # EXTENDS 'account'
        super()._call_web_service_after_invoice_pdf_render(invoices_data)
        chosen = {
            invoice: data
            for invoice, data in invoices_data.items()
            if METHOD in data["sending_methods"] and not data.get("error")
        }
        moves = self.env["account.move"].sudo().browse([m.id for m in chosen])
        for company, company_moves in moves.grouped("company_id").items():
            company_data = {m: d for m, d in chosen.items() if m in company_moves}
            self._chorus_deposit(company, company_data)

    def _chorus_deposit(self, company, invoices_data):
        """Deposit invoices of one company, each in a committed attempt of its own."""
        unreachable = None
        try:
            with company._chorus_client() as client:
                try:
                    client.authenticate()
                except Unavailable as error:
                    unreachable = error
                for invoice, data in invoices_data.items():
                    self._chorus_deposit_one(client, invoice, data, unreachable)
        except ChorusError as error:
            # Credentials are refused before anything was written down.
            for invoice, data in invoices_data.items():
                self._chorus_set_error(invoice, data, [explain(self.env, error)])

    def _chorus_deposit_one(self, client, invoice, invoice_data, unreachable):
        sentence = False
        locked = invoice.try_lock_for_update()
        live = locked._chorus_live_document() if locked else None
        if not locked:
            sentence = self.env._("Someone else is working on it right now. Try again.")
        elif live:
            sentence = self._chorus_reuse(live, invoice_data)
        else:
            sentence = self._chorus_attempt(client, invoice, invoice_data, unreachable)
        if sentence:
            self._chorus_set_error(invoice, invoice_data, [sentence])

    def _chorus_reuse(self, live, invoice_data):
        """An attempt exists: it counts as success once its outcome is known.

        Odoo replays the whole wizard after a serialization failure: the second run must
        neither call nor fail, and the invoice gets the PDF that was deposited.

        :return: a sentence where the attempt forbids to go on, else False
        """
        if live.state in ("sending", "uncertain"):
            return self.env._(
                "The answer of Chorus Pro to an earlier attempt is still missing. Do"
                " not send the invoice again: Odoo is checking whether it was received."
            )
        if pdf_values := invoice_data.get("pdf_attachment_values"):
            pdf_values["raw"] = live.deposit_id._chorus_content()
        return False

    def _chorus_attempt(self, client, invoice, invoice_data, unreachable):
        """Write one attempt down, call, settle.

        :return: a sentence for the user where the invoice was not deposited
        """
        content = invoice_data["pdf_attachment_values"]["raw"]
        deposit = self.env["l10n_fr_chorus_pro.deposit"]._chorus_write_down(
            invoice,
            self._chorus_file_name(invoice, "pdf"),
            content,
            FACTURX,
            "sending",
        )
        if not deposit:
            return self.env._("Someone else is sending it right now.")
        if unreachable:
            outcome = Outcome("to_send", error=unreachable)
            deposit._chorus_settle(outcome)
        else:
            outcome = deposit._chorus_send(client, content)
        if outcome.state in ("deposited", "to_send"):
            return False
        return explain(self.env, outcome.error)

    @api.model
    def _chorus_file_name(self, invoice, extension):
        """Name of the deposited file: the invoice's number in harmless characters."""
        stem = "".join(c if c.isalnum() and c.isascii() else "_" for c in invoice.name)
        return f"{stem}.{extension}"
