"""Messages on many invoices at once, as core's ``message_post`` posts one."""

from odoo import api, models


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.model
    def _chorus_post_all(self, messages, subtype):
        """Post messages of one kind and notify who follows it.

        Core posts them one by one, with nine queries each; several on one invoice are
        posted that way, for each answers the one before it.

        :param messages: list of (invoice, body as Markup, ids of attachments)
        :param str subtype: XML id
        """
        moves = self.union(*(move for move, _body, _files in messages))
        if len(messages) == 1 or len(moves) < len(messages):
            for move, body, files in messages:
                move.message_post(
                    body=body, subtype_xmlid=subtype, attachment_ids=files
                )
            return
        moves = moves._fallback_lang()
        common = moves._chorus_common_message_values(subtype)
        values = [
            {
                **common[move.id],
                "res_id": move.id,
                "body": body,
                "attachment_ids": [(4, file) for file in files],
            }
            for move, body, files in messages
        ]
        posted = moves._message_create(values)
        recipients = self.env["mail.followers"]._get_recipient_data(
            moves, "notification", values[0]["subtype_id"]
        )
        for (move, _body, _files), message, own in zip(
            messages, posted, values, strict=True
        ):
            move._message_post_after_hook(message, own)
            # For nobody it would look for nobody, a query each.
            if recipients.get(move.id):
                move._notify_thread(message, own)

    def _chorus_common_message_values(self, subtype):
        """What core finds out for each message before it is made.

        :return: dict of values by id of the invoice
        """
        author, email = self._message_compute_author()
        company = self.env.company
        domains = self.sudo()._mail_get_alias_domains(default_company=company)
        companies = self._mail_get_companies(default=company)
        replies = self._notify_get_reply_to(default=email, author_id=author)
        parents = self._chorus_parent_messages()
        xmlid_to_id = self.env["ir.model.data"]._xmlid_to_res_id
        # As core does where somebody deleted ours.
        subtype_id = xmlid_to_id(subtype) or xmlid_to_id("mail.mt_note")
        return {
            move.id: {
                "model": move._name,
                "author_id": author,
                "author_guest_id": False,
                "email_from": email,
                "email_add_signature": True,
                "message_type": "notification",
                "subtype_id": subtype_id,
                "parent_id": parents.get(move.id, False),
                "partner_ids": [],
                "record_alias_domain_id": domains[move.id].id,
                "record_company_id": companies[move.id].id,
                "reply_to": replies[move.id],
                "subject": False,
            }
            for move in self
        }

    def _chorus_parent_messages(self):
        """The message that a new one follows, as core chooses it: the last one that
        somebody wrote, else the last one.

        :return: dict of ids by id of the invoice
        """
        rows = (
            self.env["mail.message"]
            .sudo()
            ._read_group(
                [
                    ("model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("message_type", "!=", "user_notification"),
                ],
                ["res_id", "message_type"],
                ["id:max"],
            )
        )
        ranked = {}
        for move, message_type, last in rows:
            rank = (message_type in ("comment", "email"), last)
            ranked[move] = max(ranked.get(move, rank), rank)
        return {move: last for move, (_is_written, last) in ranked.items()}
