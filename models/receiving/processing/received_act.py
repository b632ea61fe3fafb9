from odoo import fields, models

from ..received_act import OPEN_ACTS


def act_label(env, code):
    """What an act is called in the reader's language.

    :param str code: of ``EVERY_ACT``
    """
    field = env["l10n_fr_chorus_pro.received.act"]._fields["act"]
    return dict(field._description_selection(env))[code]


class ChorusReceivedAct(models.Model):
    _inherit = "l10n_fr_chorus_pro.received.act"

    portal_answer = fields.Text(help="What Chorus Pro said, or why it was not done.")
    looked_at = fields.Datetime(
        string="Looked For", help="When Odoo last asked Chorus Pro what came of it."
    )
    news_due = fields.Boolean(help="What came of it is not told in the history yet.")

    _open_unique = models.UniqueIndex(
        f"(received_id) WHERE state IN {OPEN_ACTS}",
        "Somebody is acting on this invoice right now.",
    )
    _due_idx = models.Index(f"(id) WHERE state IN {OPEN_ACTS} OR news_due IS TRUE")

    def _chorus_write_act_state(self, state, **values):
        """The one writer of a state; which may follow which stands at the field.

        :param str state: a key of the field ``state``
        """
        self.write({"state": state, **values})
