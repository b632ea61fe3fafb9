"""What the directory of Chorus Pro tells of a customer: what it asks of an invoice, and
its services. One writer, for the look-up of one and for whole directories.
"""

import logging
from datetime import timedelta

from odoo import api, fields, models

from ...chorus_api import ChorusError, ConfigurationError, Unavailable, parties
from .party_identifiers import EU_VAT, NON_EU, RIDET, SIRET, TAHITI, party_identifier

REQUIREMENTS = [
    (parties.NOTHING, "Nothing"),
    (parties.SERVICE, "Service code"),
    (parties.COMMITMENT, "Commitment number"),
    (parties.EITHER, "Service code or commitment number"),
    (parties.BOTH, "Service code and commitment number"),
]
# What the directory says of a public body itself.
ACTIVE, CLOSED, ABSENT = "active", "closed", "absent"
# The directory's own name for our kinds of identifiers.
DIRECTORY_KINDS = {
    SIRET: parties.SIRET,
    EU_VAT: parties.EU_VAT,
    NON_EU: parties.NON_EU,
    RIDET: parties.RIDET,
    TAHITI: parties.TAHITI,
}
_logger = logging.getLogger(__name__)

FRESH_DAYS = "7"
# One call for each: as many services are asked what they want in one look-up.
DETAIL_LIMIT = 50
# What is known belongs to the party that these name.
IDENTITY = {"company_registry", "vat", "country_id"}
FORGOTTEN_DIRECTORY = {
    "l10n_fr_chorus_structure_ref": False,
    "l10n_fr_chorus_directory_state": False,
    "l10n_fr_chorus_requirement": False,
    "l10n_fr_chorus_works_owner_only": False,
    "l10n_fr_chorus_payment_not_reported": False,
    "l10n_fr_chorus_directory_date": False,
    "l10n_fr_chorus_look_up_due": False,
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    l10n_fr_chorus_structure_ref = fields.Char(
        string="Chorus Pro Structure",
        copy=False,
        readonly=True,
        help="Number of the public body inside Chorus Pro.",
        groups="base.group_user",
        chorus_sealed=True,
    )
    l10n_fr_chorus_directory_state = fields.Selection(
        selection=[
            (ACTIVE, "In the directory"),
            (CLOSED, "Closed"),
            (ABSENT, "Not in the directory"),
        ],
        string="Chorus Pro Directory",
        copy=False,
        readonly=True,
        help="Whether Chorus Pro knows the customer, by its SIRET or VAT number.",
        groups="base.group_user",
        chorus_sealed=True,
    )
    l10n_fr_chorus_requirement = fields.Selection(
        selection=REQUIREMENTS,
        string="Asked For",
        copy=False,
        readonly=True,
        help="What must stand on each invoice to this customer; one of its services may"
        " ask for more.",
        groups="base.group_user",
        chorus_sealed=True,
    )
    l10n_fr_chorus_works_owner_only = fields.Boolean(
        string="Works Invoices Only",
        copy=False,
        readonly=True,
        help="It takes invoices of works contracts alone, in their own circuit.",
        groups="base.group_user",
        chorus_sealed=True,
    )
    l10n_fr_chorus_directory_date = fields.Datetime(
        string="Looked Up On",
        copy=False,
        readonly=True,
        help="When the directory was last asked about this customer.",
        groups="base.group_user",
        chorus_sealed=True,
    )
    l10n_fr_chorus_look_up_due = fields.Boolean(
        string="To Be Looked Up Again",
        copy=False,
        readonly=True,
        help="An invoice was refused for a reference: what the directory told may have"
        " changed, and it is asked again before the next invoice leaves.",
        groups="base.group_user",
        chorus_sealed=True,
    )
    l10n_fr_chorus_service_ids = fields.One2many(
        comodel_name="l10n_fr_chorus_pro.service",
        inverse_name="partner_id",
        string="Services",
        copy=False,
        readonly=True,
        groups="base.group_user",
        chorus_sealed=True,
    )
    # A dict, by code in capitals: the State has thousands of services, and each invoice
    # to it looks for one of them, several times.
    l10n_fr_chorus_service_index = fields.Binary(
        string="Services by Code",
        compute="_compute_l10n_fr_chorus_service_index",
        exportable=False,
        groups="base.group_user",
    )
    l10n_fr_chorus_payment_not_reported = fields.Boolean(
        string="Payment Not Reported",
        copy=False,
        readonly=True,
        help="It does not tell Chorus Pro when it pays: the follow-up ends before.",
        groups="base.group_user",
        chorus_sealed=True,
    )

    # -- Forgetting ------------------------------------------------------------

    def write(self, vals):
        # EXTENDS 'base'
        named = {}
        if IDENTITY & set(vals):
            named = {p: party_identifier(p) for p in self if p.is_company}
        res = super().write(vals)
        renamed = [p.id for p, before in named.items() if party_identifier(p) != before]
        self.browse(renamed)._chorus_forget_structure()
        return res

    def _chorus_forget_structure(self):
        """Another SIRET is another public body: nothing of the first one holds."""
        known = self.sudo().filtered("l10n_fr_chorus_directory_date")
        if known:
            known.write(FORGOTTEN_DIRECTORY)
            known.with_context(active_test=False).l10n_fr_chorus_service_ids.unlink()

    @api.model
    def _chorus_forget_directory(self):
        """Another environment of Chorus Pro has another directory."""
        known = [("l10n_fr_chorus_directory_date", "!=", False)]
        every = self.sudo().with_context(active_test=False)
        every.search(known)._chorus_forget_structure()

    # -- The one writer --------------------------------------------------------

    def _chorus_keep_structure(self, values):
        """Write what the directory tells, where it differs from what is known.

        :param dict values: fields of this file; those left out stay as they are
        :return: whether anything changed, the date of the look-up apart
        """
        self.ensure_one()
        partner = self.sudo()
        changed = {n: v for n, v in values.items() if (partner[n] or False) != v}
        if changed:
            partner.write(changed)
        return bool(changed)

    def _chorus_keep_services(self, rows, *, complete):
        """Write services, where they differ from what is known.

        :param rows: dicts of fields of ``l10n_fr_chorus_pro.service``, ``code`` in each
        :param bool complete: the public body has no other ones: those are closed
        :return: whether anything changed
        """
        self.ensure_one()
        services = self.env["l10n_fr_chorus_pro.service"].sudo()
        known = self.sudo().with_context(active_test=False).l10n_fr_chorus_service_ids
        by_code = {service.code: service for service in known}
        is_changed, new = False, {}
        for row in rows:
            service = by_code.pop(row["code"], None)
            if service is None:
                new.setdefault(row["code"], {}).update(row)
                continue
            values = {n: v for n, v in row.items() if (service[n] or False) != v}
            if values:
                service.write(values)
                is_changed = True
        services.create([{"partner_id": self.id, **row} for row in new.values()])
        vanished = services.union(*by_code.values()) if complete else services
        vanished = vanished.filtered("active")
        vanished.active = False
        return bool(is_changed or new or vanished)

    @api.depends("l10n_fr_chorus_service_ids.code")
    def _compute_l10n_fr_chorus_service_index(self):
        every = self.sudo().with_context(active_test=False)
        for partner, known in zip(self, every, strict=True):
            services = known.l10n_fr_chorus_service_ids
            partner.l10n_fr_chorus_service_index = {
                s.code.upper(): s.id for s in services
            }

    def _chorus_has_services(self, hidden):
        """Whether a service of this customer can be chosen; its first look-up brings
        them.

        :param hidden: code of one that is none to choose, or False
        """
        if not self.l10n_fr_chorus_directory_date:
            return False
        ours = [("partner_id", "in", self.ids), ("code", "!=", hidden)]
        services = self.env["l10n_fr_chorus_pro.service"].sudo()
        return bool(services.search_count(ours, limit=1))

    def _chorus_service(self, code):
        """The service of this customer with that code, closed ones included.

        Nothing says whether capitals count for the portal: here they do not.

        :rtype: l10n_fr_chorus_pro.service, empty where there is none or no customer yet
        """
        services = self.env["l10n_fr_chorus_pro.service"].sudo()
        if not self:
            return services
        self.ensure_one()
        return services.browse(self.l10n_fr_chorus_service_index.get(code.upper()))

    # -- Looking up ------------------------------------------------------------

    def _chorus_read_structure(self, client, *, service_codes=None):
        """Ask the directory about this customer, and keep the answer.

        :param service_codes: services whose own wishes are to be read; all of them, up
            to a limit, where it is None
        :return: the :class:`~..chorus_api.Structure`, None where there is none
        :raises ChorusError: the portal refused or did not answer; nothing changed
        """
        self.ensure_one()
        identifier = party_identifier(self)
        kind = DIRECTORY_KINDS[identifier.kind]
        rows = client.find_structures(identifier.value, kind)
        # Some are there twice, once closed.
        row = next((row for row in rows if row.active), rows[0] if rows else None)
        values = {
            "l10n_fr_chorus_directory_date": fields.Datetime.now(),
            "l10n_fr_chorus_look_up_due": False,
        }
        if row is None:
            self._chorus_lock_directory()
            self._chorus_forget_structure()
            state = {"l10n_fr_chorus_directory_state": ABSENT}
            self._chorus_keep_structure(values | state)
            return None
        structure = client.read_structure(row.structure_ref)
        services = client.list_services(row.structure_ref)
        self._chorus_lock_directory()
        self._chorus_keep_structure(values | _structure_values(row, structure))
        rows = [_service_values(service) for service in services if service.code]
        self._chorus_keep_services(rows, complete=True)
        self._chorus_read_service_details(client, service_codes)
        return structure

    def _chorus_lock_directory(self):
        """Keep others from writing the services of this customer at the same time.

        :raises UserError: somebody else is at it
        """
        self.sudo().lock_for_update(allow_referencing=True)

    def _chorus_read_service_details(self, client, codes):
        """Ask services what they want themselves, which their list does not tell.

        One call for each: where there are too many services, each is asked when an
        invoice to it leaves.
        """
        services = self.sudo().l10n_fr_chorus_service_ids
        if codes is not None:
            asked = services.filtered(lambda s: s.code in codes)
        else:
            asked = services if len(services) <= DETAIL_LIMIT else services.browse()
        if self.l10n_fr_chorus_requirement not in (parties.COMMITMENT, parties.BOTH):
            self._chorus_read_details(client, asked.filtered("service_ref"))

    def _chorus_read_details(self, client, services):
        """Keep what these services want. A failure costs this detail alone.

        :param services: of this customer, with their numbers inside Chorus Pro
        :raises ConfigurationError: the account or the API is refused
        """
        for service in services:
            try:
                detail = client.read_service(
                    self.l10n_fr_chorus_structure_ref, service.service_ref
                )
            except ConfigurationError:
                raise
            except ChorusError as error:
                _logger.info("Service %s not read: %s", service.id, error.message)
                if isinstance(error, Unavailable):
                    return
                continue
            values = {
                "commitment_required": detail.commitment_required,
                "detail_read": True,
            }
            changed = {n: v for n, v in values.items() if service[n] != v}
            if changed:
                service.write(changed)

    def _chorus_unread(self, services):
        """Those of its services that may want more than it does, and were not asked."""
        self.ensure_one()
        if self.l10n_fr_chorus_requirement in (parties.COMMITMENT, parties.BOTH):
            return services.browse()
        return services.filtered(
            lambda s: s.active and s.service_ref and not s.detail_read
        )

    def _chorus_is_stale(self):
        """Whether the directory was asked too long ago, or never, or before an invoice
        was refused for what it tells."""
        self.ensure_one()
        if self.l10n_fr_chorus_look_up_due:
            return True
        days = float(
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("l10n_fr_chorus_pro.directory_days", FRESH_DAYS)
        )
        asked = self.l10n_fr_chorus_directory_date
        return not asked or asked < fields.Datetime.now() - timedelta(days=days)


def _structure_values(row, structure):
    """The fields that a row of a search and its detail tell."""
    return {
        "l10n_fr_chorus_structure_ref": row.structure_ref,
        "l10n_fr_chorus_directory_state": ACTIVE if row.active else CLOSED,
        "l10n_fr_chorus_requirement": structure.requirement,
        "l10n_fr_chorus_works_owner_only": structure.works_owner_only,
        "l10n_fr_chorus_payment_not_reported": structure.payment_not_reported,
    }


def _service_values(service):
    """A service of the portal's list as values of ours."""
    return {
        "code": service.code,
        "name": service.name or False,
        "active": service.active,
        "service_ref": service.service_ref or False,
        "opened_on": service.opened_on or False,
        "closed_on": service.closed_on or False,
    }
