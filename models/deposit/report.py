from odoo import fields, models

from ...chorus_api import FlowUnknown


class ChorusDeposit(models.Model):
    _inherit = "l10n_fr_chorus_pro.deposit"

    report_file = fields.Binary(
        string="Report", attachment=True, help="What Chorus Pro attests of the deposit."
    )

    def _chorus_report_file(self):
        """The portal's own report of this deposit, fetched once and kept with it.

        :return: an ``ir.attachment``, empty where the portal has no report
        :raises ChorusError: the portal or its configuration failed
        """
        self.ensure_one()
        attachments = self.env["ir.attachment"].sudo()
        place = {
            "res_model": self._name,
            "res_id": self.id,
            "res_field": "report_file",
        }
        kept = attachments.search([(name, "=", place[name]) for name in place], limit=1)
        if kept or not self.flow_number:
            return kept
        with self.company_id._chorus_client() as client:
            try:
                report = client.read_deposit_report(self.flow_number)
            except FlowUnknown:
                return kept  # not yet
        if not report.content:
            return kept
        values = {"name": report.file_name, "raw": report.content, **place}
        return attachments.create(values)
