"""What an intake asks for, and which of the answer it wants."""

from datetime import datetime, time

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ....chorus_api import ReceivedSearch
from ....tools.portal_time import portal_today
from ...connection.cursor import NO_SEARCH
from ..roles import RECIPIENT
from ..stages import stage_codes

# Looked at each night, whatever is known of them: an invoice may become visible late.
LATEST_MONTHS = 2


class ChorusIntake(models.Model):
    _inherit = "l10n_fr_chorus_pro.intake"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base'
        intakes = super().create(vals_list)
        intakes.company_id._chorus_begin_receiving()
        return intakes

    def write(self, vals):
        # EXTENDS 'base'
        moved = self.filtered(
            lambda intake: (
                "service_id" in vals
                and intake.service_id.id != (vals["service_id"] or False)
            )
        )
        res = super().write(vals)
        if moved:
            # Its cursor passed over what it did not ask for until now.
            moved._chorus_begin_anew()
        return res

    def action_chorus_add_service(self):
        """Add a row for one service more of this structure, switched off: somebody
        chooses which service it is, and switches it on.

        :raises UserError: no other service of it is known, in a sentence
        """
        self.ensure_one()
        self.check_access("write")
        same = self.with_context(active_test=False).search(
            [
                ("company_id", "=", self.company_id.id),
                ("environment", "=", self.environment),
                ("structure_ref", "=", self.structure_ref),
                ("kind", "=", self.kind),
            ]
        )
        body = self.company_id._chorus_body_of(self.structure_siret)
        left = body.l10n_fr_chorus_service_ids - same.service_id
        if not left:
            raise UserError(
                self.env._(
                    "No other service of %s is known: read its structures from Chorus"
                    " Pro first, in the set-up.",
                    self.structure_name or self.structure_siret,
                )
            )
        self.sudo().copy({"service_id": left[0].id, "active": False})
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _chorus_pass_on_to(self, owner):
        """Let the company that a structure is receive it, and no other one any more.

        What was received stays where it is; it is not received again.

        :param owner: the company that bears its SIRET
        :return: the intakes that are the owner's now
        """
        older = self.filtered(lambda intake: intake.company_id != owner)
        mine = self - older
        takes = older if not mine else older.browse()
        copies = [{"company_id": owner.id, "active": intake.active} for intake in takes]
        older.active = False
        older.flush_recordset(["active"])
        for intake, values in zip(takes, copies, strict=True):
            mine |= intake.copy(values)
        return mine

    def _chorus_begin_anew(self):
        """Read all of it again; what is known is not fetched twice."""
        self.sudo().write(
            {
                "watermark": False,
                **NO_SEARCH,
                "sweep_month": False,
                "sweep_page": 0,
            }
        )

    def _chorus_search(self, **criteria):
        """
        :param criteria: others of :class:`~....chorus_api.ReceivedSearch`
        """
        return ReceivedSearch(
            kind=self.kind,
            recipient_ref=self.structure_ref,
            service_ref=self.service_id.service_ref or "",
            **criteria,
        )

    def _chorus_first_day(self):
        """From when on it is fetched.

        :rtype: date
        """
        day = self.company_id.sudo().l10n_fr_chorus_receive_from
        return day or self.create_date.date() - relativedelta(months=1)

    def _chorus_first_status(self):
        """No invoice that is wanted had a status before.

        :return: naive UTC datetime
        """
        since = datetime.combine(self._chorus_first_day(), time.min)
        # The portal's day begins in Paris, up to two hours before ours.
        return self._chorus_known_until() or min(
            since - relativedelta(hours=2), fields.Datetime.now().replace(microsecond=0)
        )

    def _chorus_wants(self, row):
        """Whether a row is of an invoice that is fetched, where it is not known."""
        if self.service_id and row.service_code != self.service_id.code:
            return False
        first = self._chorus_first_day()
        return not row.deposited_on or row.deposited_on >= first

    def _chorus_open_months(self):
        """The months of deposit that a sweep reads: of what is open, and the latest.

        :return: list of dates, oldest first
        """
        received = self.env["l10n_fr_chorus_pro.received"].sudo()
        domain = [
            ("role", "=", RECIPIENT),
            ("company_id", "=", self.company_id.id),
            ("environment", "=", self.environment),
            ("kind", "=", self.kind),
            ("recipient_ref", "in", (self.structure_ref, False)),
            ("stage", "not in", stage_codes(over=True)),
        ]
        if self.service_id:
            domain.append(("service_id", "=", self.service_id.id))
        groups = received._read_group(domain, ["deposited_on:month"])
        return sorted({month for (month,) in groups if month} | self._chorus_latest())

    def _chorus_latest(self):
        """First days of the months in which what is not known yet was deposited."""
        month = portal_today(self.env).replace(day=1)
        first = self._chorus_first_day().replace(day=1)
        if self.watermark:  # what is older was read
            first = max(first, month - relativedelta(months=LATEST_MONTHS - 1))
        months = set()
        while month >= first:
            months.add(month)
            month -= relativedelta(months=1)
        return months
