"""The dictionary of reasons: what the words of Chorus Pro mean, and what to mend.

Rows are data: an integrator adds some for the texts that are met, without code.
"""

import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import LazyTranslate, ormcache, remove_accents

_lt = LazyTranslate(__name__)

KINDS = [
    ("motif", "Reason given by a customer"),
    ("error", "Error of a deposit"),
]
WAYS_OUT = [
    ("reinvoice", "Correct and reinvoice"),
    ("cancel", "Cancel without reinvoicing"),
    ("keep_open", "Keep open and contact the buyer"),
]
# Those that cancel the invoice in the accounts.
CANCELLING = ("reinvoice", "cancel")
KEPT_OPEN = "keep_open"
# What the customer does with a credit note is nobody's decision here.
COMPENSATED = ("compensated", "Set off by the customer")
# The labels of core's fields in the tab of Chorus Pro.
FORM_LABELS = {
    "buyer_reference": _lt("Service Code"),
    "purchase_order_reference": _lt("Commitment Number"),
    "contract_reference": _lt("Contract Number"),
}
# Where a field to mend is found.
PLACES = {
    "account.move": _lt("invoice"),
    "account.journal": _lt("journal"),
    "res.company": _lt("company"),
    "res.partner": _lt("customer"),
}


class ChorusReason(models.Model):
    """A reason of the portal: how it is recognised, what it means, how to go on."""

    _name = "l10n_fr_chorus_pro.reason"
    _description = "Chorus Pro Reason"
    _order = "kind desc, sequence, id"
    _rec_name = "label"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(selection=KINDS, required=True, default="error")
    code = fields.Char(
        index="btree_not_null", help="Code of the reason, where Chorus Pro has one."
    )
    label = fields.Char(required=True, help="In the words of Chorus Pro.")
    match = fields.Text(
        string="Recognised By",
        required=True,
        help="Words to look for in the text of Chorus Pro, one expression a line;"
        " capitals and accents do not count. * stands for anything in between. A line"
        " that begins with = must be the whole text, or what stands before its first"
        " colon or dash.",
    )
    explanation = fields.Text(
        required=True, translate=True, help="What it means, in plain words."
    )
    field_id = fields.Many2one(
        comodel_name="ir.model.fields",
        string="Field to Correct",
        domain=[("model", "in", tuple(PLACES))],
        ondelete="set null",
    )
    way_out = fields.Selection(
        selection=WAYS_OUT,
        help="What is proposed when a customer rejects an invoice for this reason;"
        " nothing where it is empty.",
    )

    _code_unique = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "This code is in the dictionary already."
    )

    @api.constrains("match")
    def _check_match(self):
        for reason in self:
            if not any(_plain(line).strip("=* ") for line in reason.match.split("\n")):
                raise ValidationError(
                    self.env._("Enter words by which « %s » is known.", reason.label)
                )

    @api.model_create_multi
    def create(self, vals_list):
        reasons = super().create(vals_list)
        self._chorus_forget()
        return reasons

    def write(self, vals):
        result = super().write(vals)
        if {"match", "active", "sequence", "kind"} & set(vals):
            self._chorus_forget()
        return result

    def unlink(self):
        result = super().unlink()
        self._chorus_forget()
        return result

    @api.model
    def _chorus_forget(self):
        """The dictionary has changed: look up again what was looked up in it."""
        self.env.registry.clear_cache()
        documents = self.env["l10n_fr_chorus_pro.document"].sudo()
        with_reason = documents.search([("reason", "!=", False)])
        self.env.add_to_compute(documents._fields["reason_id"], with_reason)

    # -- Finding ---------------------------------------------------------------

    @api.model
    def _chorus_find(self, text):
        """The rows that a text of the portal speaks of, in the order of the text.

        Each line is a message of its own; a text none of whose lines is known may be
        one that a person broke into lines.

        :param str text: as it came; may be empty
        :rtype: l10n_fr_chorus_pro.reason
        """
        found = self.browse()
        for line in (text or "").splitlines():
            found |= self._chorus_find_in(line)
        return found or self._chorus_find_in(text)

    @api.model
    def _chorus_find_in(self, message):
        """The rows that one message speaks of.

        Where one row's words lie inside those of another, the other one tells more and
        stands alone.

        :rtype: l10n_fr_chorus_pro.reason
        """
        plain = _plain(message)
        found = [
            (match.start(), match.end(), reason_id)
            for reason_id, pattern in self._chorus_patterns()
            for match in pattern.finditer(plain)
        ]
        wholes = [one for one in found if not any(_holds(two, one) for two in found)]
        return self.browse(dict.fromkeys(row[2] for row in sorted(wholes)))

    @api.model
    @ormcache()
    def _chorus_patterns(self):
        """What the rows look for, as a tuple of (id, compiled expression)."""
        reasons = self.sudo().search([("active", "=", True)])
        return tuple((reason.id, _pattern(reason.match)) for reason in reasons)

    @api.model
    def _chorus_explain_lines(self, text):
        """Each message of a refusal with what it means.

        :param str text: a message on each line; may be empty
        :return: list of (message, list of sentences); a sentence is said once
        """
        told, lines = set(), []
        for line in filter(None, map(str.strip, (text or "").splitlines())):
            sentences = [s for s in self._chorus_explain(line) if s not in told]
            told.update(sentences)
            lines.append((line, sentences))
        return lines

    @api.model
    def _chorus_explain(self, text):
        """What a text of the portal means, in the language of the environment.

        :param str text: as it came; may be empty
        :return: list of str, empty where the text is not known
        """
        return [reason._chorus_sentence() for reason in self.sudo()._chorus_find(text)]

    def _chorus_sentence(self):
        """The explanation, and the field to mend where there is one."""
        self.ensure_one()
        field = self.field_id
        if not field:
            return self.explanation
        mend = self.env._(
            "To correct: « %(field)s » (%(record)s).",
            field=self._chorus_field_label(),
            record=self.env._(PLACES.get(field.model) or field.model_id.name),
        )
        return f"{self.explanation} {mend}"

    def _chorus_field_label(self):
        """The field to mend, by its label on our form where that is another one."""
        field = self.sudo().field_id
        label = FORM_LABELS.get(field.name)
        return self.env._(label) if label else field.field_description


def _plain(text):
    """Small letters without accents, one space between words."""
    text = (text or "").replace("\u2019", "'")
    return " ".join(remove_accents(text).lower().split())


def _pattern(match):
    """One expression for the lines of a row; see the help of the field."""
    choices = []
    for line in match.split("\n"):
        words = _plain(line).strip("* ")
        whole = words.startswith("=")
        words = re.escape(words.lstrip("= ")).replace(r"\*", ".{0,250}?")
        if words:
            end = r"(?=\s*(?:$|[:;–—]|-\s))" if whole else r"(?!\w)"
            choices.append((r"^" if whole else r"(?<!\w)") + words + end)
    return re.compile("|".join(choices))


def _holds(outer, inner):
    """Whether a match of (start, end, id) holds another one and is longer."""
    return (
        outer[0] <= inner[0]
        and inner[1] <= outer[1]
        and outer[1] - outer[0] > inner[1] - inner[0]
    )


class ChorusDocument(models.Model):
    _inherit = "l10n_fr_chorus_pro.document"

    reason_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.reason",
        string="Kind of Reason",
        compute="_compute_reason_id",
        store=True,
        index="btree_not_null",
        ondelete="set null",
        help="The row of the dictionary that the reason speaks of first.",
    )
    way_out = fields.Selection(
        selection=WAYS_OUT, help="How a rejection was settled in Odoo."
    )

    @api.depends("reason")
    def _compute_reason_id(self):
        reasons = self.env["l10n_fr_chorus_pro.reason"]
        for document in self:
            document.reason_id = reasons._chorus_find(document.reason)[:1]

    def _chorus_way_out(self):
        """How a rejection was settled: by a decision, or by the customer who sets a
        credit note off against other invoices; False where it was not.

        :return: a key of ``WAYS_OUT``, or that of ``COMPENSATED``
        """
        if self.way_out or self.state != "rejected":
            return self.way_out
        compensation = self.env.ref(
            "l10n_fr_chorus_pro.reason_suppr_comp_avoir", raise_if_not_found=False
        )
        is_set_off = (
            self.move_id.move_type == "out_refund"
            and compensation
            and self.reason_id == compensation
        )
        return is_set_off and COMPENSATED[0]

    def _chorus_is_duplicate(self, reason):
        """Whether a sentence of the portal says that it has the number already."""
        duplicate = self.env.ref(
            "l10n_fr_chorus_pro.reason_duplicate", raise_if_not_found=False
        )
        reasons = self.env["l10n_fr_chorus_pro.reason"].sudo()
        return bool(duplicate) and duplicate in reasons._chorus_find(reason)
