"""Checks by what the directory tells of the customer (``doc/portal.md``, R 2).

They use what is known, and find nothing where nothing is: the customers of a sending
are looked up before it where that is long ago.
"""

from odoo.tools import format_date

from ...chorus_api import parties
from ...tools.portal_time import portal_today
from ..directory.identifier_texts import identifier_label
from ..directory.partner_directory import ABSENT, CLOSED
from ..directory.party_identifiers import party_identifier
from .content import find_supplier

SERVICE_LIMIT = 100


def _customer(move):
    return move.commercial_partner_id


def find_absent(move):
    """The portal knows no such recipient, or knows it as closed."""
    customer = _customer(move)
    state = customer.l10n_fr_chorus_directory_state
    if state not in (ABSENT, CLOSED):
        return None
    identifier = party_identifier(customer)
    values = {
        "customer": customer.display_name,
        "identifier": identifier.value,
        "date": format_date(move.env, customer.l10n_fr_chorus_directory_date),
    }
    if state == ABSENT:
        return move.env._(
            "Chorus Pro does not know %(customer)s (%(identifier)s; looked up on"
            " %(date)s). Correct its %(kind)s, then click Look Up in Chorus Pro.",
            kind=identifier_label(move.env, identifier.kind),
            **values,
        )
    return move.env._(
        "%(customer)s (%(identifier)s) is closed in Chorus Pro (looked up on %(date)s)."
        " Ask the customer which establishment takes its invoices now.",
        **values,
    )


def find_works_owner(move):
    """The recipient takes works invoices alone."""
    customer = _customer(move)
    if customer.l10n_fr_chorus_works_owner_only:
        return move.env._(
            "%s takes invoices of works contracts alone, which go another way: to the"
            " works supervisor first. Deposit it in Chorus Pro, then mark it here as"
            " deposited outside Odoo.",
            customer.display_name,
        )


def find_not_ours(move):
    """The account may not invoice in the name of this SIRET, by what was read of it."""
    if not find_supplier(move):
        return move.company_id._chorus_own_sentence()


def find_missing_service(move):
    customer = _customer(move)
    wants = customer.l10n_fr_chorus_requirement in (parties.SERVICE, parties.BOTH)
    if wants and not move._chorus_service_code():
        return move.env._(
            "%s wants a service code on each invoice. Choose the service in the Chorus"
            " Pro tab.",
            customer.display_name,
        )


def find_unknown_service(move):
    """The service does not exist there, or takes no invoices on that day."""
    customer, code = _customer(move), move._chorus_service_code()
    known = customer.sudo().with_context(active_test=False).l10n_fr_chorus_service_ids
    if not code or len(code) > SERVICE_LIMIT or not known:
        return None
    service = customer._chorus_service(code)
    if not service:
        return move.env._(
            "%(customer)s has no service %(code)s. Choose one of its services in the"
            " Chorus Pro tab.",
            customer=customer.display_name,
            code=code,
        )
    if not service._chorus_is_open(portal_today(move.env)):
        return move.env._(
            "The service %(code)s of %(customer)s is closed. Choose another one in the"
            " Chorus Pro tab.",
            customer=customer.display_name,
            code=code,
        )


def find_missing_commitment(move):
    """The recipient, or the service that is chosen, wants a commitment number."""
    customer, code = _customer(move), move._chorus_service_code()
    if move._chorus_commitment_number():
        return None
    wanted = customer.l10n_fr_chorus_requirement
    if wanted in (parties.COMMITMENT, parties.BOTH):
        return move.env._(
            "%s wants a commitment number on each invoice. Ask the buyer for it.",
            customer.display_name,
        )
    if code and customer._chorus_service(code).commitment_required:
        return move.env._(
            "The service %(code)s of %(customer)s wants a commitment number on each"
            " invoice. Ask the buyer for it.",
            customer=customer.display_name,
            code=code,
        )
    if wanted == parties.EITHER and not code:
        return move.env._(
            "%s wants a service code or a commitment number on each invoice. Fill one"
            " of them in the Chorus Pro tab.",
            customer.display_name,
        )


def is_refused(move):
    """Whether what the directory tells stands in the way of an invoice."""
    return any(find(move) for find in FINDERS)


FINDERS = (
    find_absent,
    find_works_owner,
    find_missing_service,
    find_unknown_service,
    find_missing_commitment,
)
