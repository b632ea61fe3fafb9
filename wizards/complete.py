from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..chorus_api.client import Attachment
from ..chorus_api.files import ATTACHMENTS_LIMIT, MEGABYTE
from ..chorus_api.statuses import COMPLETE
from ..models.checks.attachments import document_sentences
from ..models.telling.message_subtypes import NEWS
from ..models.telling.money_texts import completed_text
from ..tools.portal_time import portal_day
from ..tools.typography import quoted

COMMENT_LIMIT = 2000


class ChorusComplete(models.TransientModel):
    """Give a suspended invoice what its customer waits for."""

    _name = "l10n_fr_chorus_pro.complete"
    _inherit = ["l10n_fr_chorus_pro.action.mixin"]
    _description = "Complete a suspended invoice in Chorus Pro"

    comment = fields.Text(
        string="Your Comment",
        help="What the customer reads beside the documents; 2,000 characters at most.",
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="chorus_complete_attachment_rel",
        string="Documents",
        # Core else asks for the rights on every attachment there is; so, it asks for
        # those on the files found.
        bypass_search_access=True,
        help="What the customer waits for: each below 10 MB, with a name of at most 50"
        " characters.",
    )
    has_long_names = fields.Boolean(compute="_compute_has_long_names")

    @api.depends("attachment_ids.name")
    def _compute_has_long_names(self):
        for wizard in self:
            wizard.has_long_names = wizard.attachment_ids._chorus_has_long_names()

    def action_shorten_names(self):
        """Shorten the names that are too long, and come back to the dialog."""
        self.ensure_one()
        self.attachment_ids._chorus_shorten_names()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Complete the Invoice"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_confirm(self):
        """Send documents and comment, once, and bring the new status back.

        :raises UserError: there is nothing to send, a document does not suit, the
            invoice is not suspended any more, Chorus Pro refused or did not answer
        """
        self.ensure_one()
        comment = (self.comment or "").strip()
        self._check(comment)
        document = self._take(COMPLETE)
        files = [(a._chorus_name(), a.raw, a.mimetype) for a in self.attachment_ids]

        def complete(client):
            client.complete_invoice(
                document.chorus_identifier,
                comment,
                [Attachment(client.add_file(*file), file[0]) for file in files],
            )

        # Undone with all the rest where it fails.
        document.completion_told = True
        done = document._chorus_perform(complete)
        if done:
            self._tell(document, comment)
        else:
            document.completion_told = False
        return self._close(done)

    def _check(self, comment):
        problems = document_sentences(self.env, self.attachment_ids)
        if not comment and not self.attachment_ids:
            problems.append(self.env._("Add a document or write a comment."))
        if len(comment) > COMMENT_LIMIT:
            problems.append(
                self.env._(
                    "The comment has %(count)s characters, %(limit)s are allowed.",
                    count=len(comment),
                    limit=COMMENT_LIMIT,
                )
            )
        if sum(self.attachment_ids.mapped("file_size")) > ATTACHMENTS_LIMIT:
            problems.append(
                self.env._(
                    "The documents of an invoice may weigh %s MB together. Take some"
                    " away.",
                    ATTACHMENTS_LIMIT // MEGABYTE,
                )
            )
        if problems:
            raise UserError("\n".join(problems))

    def _tell(self, document, comment):
        """Keep what was sent in the chatter, under its author's name: the one message
        of the completion."""
        move, env = self.move_id, self.move_id.company_id._chorus_lang_env()
        self.attachment_ids._chorus_claim(move)
        names = ", ".join(self.attachment_ids.mapped("name"))
        day = portal_day(env, document.status_date or fields.Datetime.now())
        if names:
            title = env._(
                "Documents sent on %(date)s: %(files)s.", date=day, files=names
            )
        else:
            title = env._("Comment sent on %s.", day)
        body = Markup("<p><strong>Chorus Pro – %s</strong></p>") % title
        if comment:
            body += Markup("<p>%s</p>") % quoted(env, comment)
        body += Markup("<p>%s</p>") % completed_text(env, document)
        move.with_env(env).message_post(
            body=body,
            attachment_ids=self.attachment_ids.ids,
            subtype_xmlid=NEWS,
        )
