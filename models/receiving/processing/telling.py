"""The conversation of a received invoice: what people of the body did with it, and why,
under their names."""

from odoo import models
from odoo.tools import LazyTranslate

from .received_act import act_label

_lt = LazyTranslate(__name__)

DONE = {
    "suspend": _lt("Chorus Pro – suspended by %(user)s"),
    "reject": _lt("Chorus Pro – rejected by %(user)s"),
    "recycle": _lt("Chorus Pro – sent back by %(user)s to be routed anew"),
    "certify": _lt("Chorus Pro – service done, certified by %(user)s"),
    "order": _lt(
        "Chorus Pro – payment ordered by %(user)s, payment order no. %(mandate)s"
    ),
    "hand_over": _lt("Chorus Pro – handed over to the accountant by %(user)s"),
    "book": _lt("Chorus Pro – booked by %(user)s"),
    "release": _lt("Chorus Pro – payment released by %(user)s"),
    "validate": _lt("Chorus Pro – validated by %(user)s"),
    "validate_in_part": _lt("Chorus Pro – validated in part by %(user)s"),
    "refuse": _lt("Chorus Pro – refused by %(user)s"),
    "wrong_validator": _lt(
        "Chorus Pro – given back by %(user)s: this company does not validate it"
    ),
}


class ChorusReceivedAct(models.Model):
    _inherit = "l10n_fr_chorus_pro.received.act"

    def _chorus_tell_act(self, when=None):
        """Tell what came of this act, whose state is known.

        :param when: when Chorus Pro gave the status, naive UTC
        """
        self.ensure_one()
        env = self.company_id._chorus_lang_env()
        if self.state == "done":
            title, step = env._(DONE[self.act]), ""
            title %= {"user": self.user_id.name, "mandate": self.mandate_number or ""}
            if self.service_done_on:
                day = env["ir.qweb.field.date"].value_to_html(self.service_done_on, {})
                step = env._("Service done on %s.", day)
        else:
            title = env._(
                "Chorus Pro – « %(act)s » by %(user)s was not done",
                act=act_label(env, self.act),
                user=self.user_id.name,
            )
            step = self.portal_answer
        when = when if self.state == "done" else None
        self.received_id._chorus_tell_news(
            title, when=when, reason=self.reason or "", step=step or ""
        )
