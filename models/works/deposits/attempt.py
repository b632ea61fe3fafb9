from odoo import api, fields, models

from ....chorus_api.frameworks import FRAMEWORKS
from ...connection.res_company import ENVIRONMENTS
from ...invoice.states import (
    DEPOSIT_STATES,
    DEPOSIT_TABLE,
    ENDED_DEPOSITS,
    ENDED_STATES,
)
from .kinds import PIECE_KINDS

KIND_SELECTION = [(code, FRAMEWORKS[code].label) for code in PIECE_KINDS]


class ChorusWorksAttempt(models.Model):
    """One works piece handed in to Chorus Pro, once.

    Nobody has write access: handing in and the follow-up write through ``sudo``.
    """

    _name = "l10n_fr_chorus_pro.works.attempt"
    _inherit = ["l10n_fr_chorus_pro.file.mixin"]
    _description = "Works Piece Handed In"
    _order = "id desc"
    _rec_name = "number"

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, ondelete="restrict"
    )
    environment = fields.Selection(selection=ENVIRONMENTS, required=True)
    contract_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.contract",
        required=True,
        index=True,
        ondelete="restrict",
    )
    reference = fields.Char(
        required=True, help="Our own number of this attempt, written before the call."
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        required=True,
        ondelete="restrict",
        help="Who handed it in.",
    )
    framework = fields.Selection(
        selection=KIND_SELECTION, string="Piece", required=True
    )
    number = fields.Char(required=True)
    piece_date = fields.Date(string="Date", required=True)
    year = fields.Integer(
        required=True, help="Chorus Pro knows a piece by year, SIREN and number."
    )
    currency_id = fields.Many2one(comodel_name="res.currency", required=True)
    amount_untaxed = fields.Monetary(string="Without VAT")
    amount_total = fields.Monetary(string="Total")
    amount_due = fields.Monetary(string="To Be Paid")
    supplier_siret = fields.Char(string="Our SIRET")
    recipient_siret = fields.Char(string="SIRET of the Body")
    previous_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.works.piece",
        string="Answers",
        ondelete="set null",
        help="The piece that this one answers.",
    )
    piece_id = fields.Many2one(
        comodel_name="l10n_fr_chorus_pro.works.piece",
        string="Piece in Chorus Pro",
        index="btree_not_null",
        ondelete="set null",
        help="What became of it: the piece as Chorus Pro shows it.",
    )
    # Which state may follow which; a test compares this with the steps that all tests
    # take.
    #
    #   to_send -> sending
    #   sending -> deposited, uncertain, to_send, refused, not_sent
    #   uncertain -> deposited, integrated, not_received, to_send, refused, not_sent
    #   deposited -> integrated, refused, uncertain
    #   not_received -> deposited, integrated
    state = fields.Selection(selection=DEPOSIT_STATES, required=True, index=True)
    colour = fields.Char(compute="_compute_colour", help="Colour of the state.")
    flow_number = fields.Char(
        index="btree_not_null",
        help="Number that Chorus Pro gave to the deposited file (numéro de flux).",
    )
    chorus_identifier = fields.Char(help="Number of the piece inside Chorus Pro.")
    raw_status = fields.Char(help="State of the flow at Chorus Pro, as it came.")
    sent_at = fields.Datetime(help="When the last attempt to send the file began.")
    deposited_at = fields.Datetime(help="When Chorus Pro acknowledged the file.")
    integrated_at = fields.Datetime(
        string="Processed At", help="When Chorus Pro was seen to have the piece."
    )
    given_up_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Not There, Says",
        ondelete="restrict",
        help="Who has looked in the portal and did not find the piece there.",
    )
    next_check_at = fields.Datetime(
        index="btree_not_null", help="When the scheduled action looks at it next."
    )
    failure = fields.Text(help="Why it was refused or could not be sent.")
    report_details = fields.Text(
        string="Details",
        help="Where the file breaks its format, word for word: for those who make it.",
    )
    news_due = fields.Boolean(help="What came of it is not told on the contract yet.")

    _reference_unique = models.UniqueIndex(
        "(reference)", "This piece was handed in already."
    )
    _living_unique = models.UniqueIndex(
        "(LEFT(supplier_siret, 9), environment, year, number)"
        f" WHERE state NOT IN {ENDED_DEPOSITS}",
        "A piece of this number is on its way to Chorus Pro, or is there.",
    )

    @api.depends("framework", "number")
    def _compute_display_name(self):
        for attempt in self:
            label = FRAMEWORKS[attempt.framework].label if attempt.framework else ""
            attempt.display_name = " ".join(filter(None, (label, attempt.number)))

    @api.depends("state")
    def _compute_colour(self):
        for attempt in self:
            row = DEPOSIT_TABLE.get(attempt.state)
            attempt.colour = row.colour if row else ""

    def _chorus_write_attempt_state(self, state, **values):
        """The one writer of a state; which may follow which stands at the field.

        :param str state: a code of ``DEPOSIT_TABLE``
        """
        self.write({"state": state, **values})

    # -- Others of the same number ---------------------------------------------

    @api.model
    def _chorus_namesakes(self, company, number, day):
        """All attempts that Chorus Pro would take for the same piece, of whichever
        company of the SIREN.

        :rtype: records through ``sudo``
        """
        account = company._chorus_account_company()
        siren = company._chorus_siret(company.company_registry)[:9]
        if not siren:
            return self.sudo().browse()
        return self.sudo().search(
            [
                ("supplier_siret", "=like", f"{siren}%"),
                ("environment", "=", account.l10n_fr_chorus_environment),
                ("number", "=", number),
                ("year", "=", day.year),
            ]
        )

    @api.model
    def _chorus_living_namesake(self, company, number, day):
        """The attempt of that number that is on its way or arrived; empty where none
        is."""
        namesakes = self._chorus_namesakes(company, number, day)
        return namesakes.filtered(lambda a: a.state not in ENDED_DEPOSITS)[:1]

    @api.model
    def _chorus_namesake_piece(self, company, number, day):
        """The piece of ours of that number that was seen at the portal, or is said to
        be there; empty where an attempt may have brought it that was given up, and will
        be found by it."""
        pieces = self.env["l10n_fr_chorus_pro.works.piece"].sudo()
        namesakes = self._chorus_namesakes(company, number, day)
        if "not_received" in namesakes.mapped("state"):
            return pieces
        return pieces._chorus_own_namesakes(company, number, day)[:1]

    @api.model
    def _chorus_namesake_invoice(self, company, number, day):
        """Whether an invoice of our SIREN bears that number of that year there, or is
        on its way."""
        siren = company._chorus_siret(company.company_registry)[:9]
        account = company.sudo()._chorus_account_company()
        documents = self.env["l10n_fr_chorus_pro.document"].sudo()
        found = documents.search(
            [
                ("invoice_number", "=", number),
                ("supplier_siret", "=like", f"{siren}%"),
                ("invoice_date", ">=", f"{day.year}-01-01"),
                ("invoice_date", "<=", f"{day.year}-12-31"),
                ("state", "not in", ENDED_STATES),
                "|",
                ("deposit_id", "=", False),
                ("deposit_id.environment", "=", account.l10n_fr_chorus_environment),
            ],
            limit=1,
        )
        return bool(siren and found)

    # -- What a person decides -------------------------------------------------

    def action_chorus_not_there(self):
        """A person has looked in the portal, where the piece is not.

        :raises UserError: nobody has to say so yet, or any more
        """
        self.ensure_one()
        self.contract_id.check_access("write")
        self.sudo()._chorus_give_attempt_up()
