"""What a contract says of the deadlines of works, and its dossiers."""

from odoo import fields, models

from .deadlines import DEADLINES


def _days(code, string, text):
    """A field for the days of a deadline."""
    return fields.Integer(string=string, default=DEADLINES[code].days, help=text)


class ChorusContract(models.Model):
    _inherit = "l10n_fr_chorus_pro.contract"

    piece_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.works.piece",
        inverse_name="contract_id",
        string="Works Pieces",
    )
    days_to_state = _days(
        "statement",
        "Days to State",
        "Days of the works supervisor to notify the statement of a month (CCAG travaux"
        " 2021, article 12.2.2).",
    )
    days_to_pay = _days(
        "payment",
        "Days to Pay",
        "Days of the public body to pay (CCP R.2192-10 and R.2192-16; a contract may"
        " give fewer).",
    )
    days_to_claim_all = _days(
        "final_claim",
        "Days for the Final Claim",
        "Days of the company for its final claim, from the notified reception (CCAG"
        " travaux 2021, article 12.3.2).",
    )
    days_to_account = _days(
        "general_account",
        "Days for the General Account",
        "Days of the works owner to notify the general account, from the later receipt"
        " of the final claim (CCAG travaux 2021, article 12.4.2).",
    )
    days_to_answer_tacit = _days(
        "tacit",
        "Days to Answer Ours",
        "Days of the works owner to answer our own general account (CCAG travaux 2021,"
        " article 12.4.4).",
    )
    days_to_answer_account = _days(
        "answer",
        "Days to Answer Theirs",
        "Days of the company to sign the general account or to give reasons (CCAG"
        " travaux 2021, article 12.4.3).",
    )
    days_to_decide = _days(
        "decision",
        "Days to Decide",
        "Days of the works owner to decide on the reasons of the company against the"
        " general account (CCAG travaux 2021, article 55.1.2).",
    )

    _deadlines_positive = models.Constraint(
        "CHECK(days_to_state > 0 AND days_to_pay > 0 AND days_to_claim_all > 0"
        " AND days_to_account > 0 AND days_to_answer_tacit > 0"
        " AND days_to_answer_account > 0 AND days_to_decide > 0)",
        "A deadline has at least one day.",
    )
