"""From an invoice to the terms of EN 16931 (BT-…, BG-…), the one builder of documents.

Why not core's builders, overridden: core writes CII and UBL by two unrelated ones, so
each rule of Chorus Pro would stand twice; its CII has no BT-23 and no name for a line
without a product, which the official schema refuses; it writes references nobody gave;
and it is a template whose parts cannot be replaced one by one. Here a term is written
once, whatever the syntax, and ``facturx_document`` renders it with ``factur-x``. Core's
builders stay as they are for all other customers.
"""

import re

from odoo import api, models
from odoo.tools import format_date, formatLang, html2plaintext

from ...tools.french import for_reader
from ...tools.typed_texts import split_text, typed_code, visible, without_blanks
from ..directory.party_identifiers import SIRET, party_identifier, scheme_of

# Codes of UNTDID 1001, the two that Chorus Pro knows.
INVOICE, CREDIT_NOTE = "380", "381"
# BT-8 in the words of the library, which writes the code of each syntax.
ON_INVOICE, ON_PAYMENT = "invoice", "payment"
# UNTDID 4451.
SUBROGATION_NOTE = "ACC"
# Where the portal's own limits are not published, those of the reform's rules for
# public recipients (BR-FR-CPRO): names 99, descriptions and notes 1024 characters.
NAME_LIMIT = 99
TEXT_LIMIT = 1024
# A picture that somebody pasted into a text.
PICTURES = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
# S2.05 of the annex EDI: the transfers, which need an IBAN.
TRANSFERS = ("30", "31", "42", "58")


class ChorusEn16931(models.AbstractModel):
    """The terms of an invoice's header; lines and amounts stand in ``terms_lines``.

    Each group has a method of its own to extend.
    """

    _name = "l10n_fr_chorus_pro.terms"
    _description = "EN 16931 Terms of an Invoice for Chorus Pro"

    @api.model
    def _en16931(self, move):
        """The whole invoice.

        :param move: a posted ``account.move``, customer invoice or credit note
        :return: terms by their name in EN 16931, as ``factur-x`` takes them: amounts,
            quantities and prices as decimal texts, dates as dates; the documents that
            go with the invoice are not among them
        :rtype: dict
        """
        move = for_reader(move, move.partner_id)
        payment_terms = split_text(self._payment_terms(move), TEXT_LIMIT)
        terms = {
            **self._header(move),
            **self._references(move),
            "BG-1": self._notes(move, payment_terms[1:]),
            "BG-4": self._seller(move),
            "BG-7": self._buyer(move),
            **self._other_parties(move),
            **self._delivery(move),
            **self._payment(move),
            "BT-20": "".join(payment_terms[:1]),
            **self._lines_and_amounts(move),
        }
        self._apply_categories(move, terms)
        return clean(terms)

    @api.model
    def _apply_categories(self, move, terms):
        """What some VAT categories ask of the rest of the invoice."""
        categories = {row["BT-118"] for row in terms["BG-23"]}
        if "O" in categories:  # BR-O-02
            terms["BG-4"].pop("vat_identifier", None)
            terms["BG-7"].pop("vat_identifier", None)
        if "K" in categories and "BG-13" not in terms:  # BR-IC-12
            buyer = move.commercial_partner_id
            terms["BG-13"] = self._place(buyer)

    @api.model
    def _header(self, move):
        header = {
            "BT-1": move._chorus_number(),
            "BT-2": move.invoice_date,
            "BT-3": CREDIT_NOTE if move.move_type == "out_refund" else INVOICE,
            "BT-5": move.currency_id.name,
            "BT-23": move._chorus_framework().code,
        }
        if move.currency_id != move.company_currency_id:
            header["BT-6"] = move.company_currency_id.name
        if exigibility := self._vat_point(move):
            header["BT-8"] = exigibility
        return header

    @api.model
    def _vat_point(self, move):
        """When VAT is due: on debits or on receipts, where all taxes agree.

        :return: ``ON_INVOICE``, ``ON_PAYMENT`` or None
        """
        taxes = move.invoice_line_ids.tax_ids.flatten_taxes_hierarchy()
        points = set(
            taxes.filtered(lambda t: t.amount and t.amount_type == "percent").mapped(
                "tax_exigibility"
            )
        )
        if len(points) != 1:
            return None
        return ON_PAYMENT if points == {"on_payment"} else ON_INVOICE

    @api.model
    def _references(self, move):
        """What others gave as references; nothing is ever made up."""
        references = {
            "BT-10": move._chorus_service_code(),
            "BT-12": move._chorus_contract_number(),
            "BT-13": move._chorus_commitment_number(),
            "BT-14": typed_code(move.invoice_origin),
        }
        result = {term: value for term, value in references.items() if value}
        if earlier := self._earlier_invoices(move):
            result["BG-3"] = [
                {"BT-25": invoice._chorus_number(), "BT-26": invoice.invoice_date}
                for invoice in earlier
            ]
        return result

    @api.model
    def _earlier_invoices(self, move):
        """The invoices that this one speaks of (BG-3)."""
        origin = move.reversed_entry_id
        has_origin = move.move_type == "out_refund" and origin.name
        return origin if has_origin else move.browse()

    @api.model
    def _notes(self, move, more=()):
        """The texts of the whole invoice (BG-1), each in as many notes as it takes.

        :param more: texts that found no place of their own
        """
        texts = [(None, plain(move.narration)), (None, self._customer_reference(move))]
        texts.append((None, plain(move.fiscal_position_id.note)))
        if factor := move.l10n_fr_chorus_factor_id:
            texts.append((SUBROGATION_NOTE, plain(factor.subrogation)))
        texts += [(None, text) for text in more]
        return [
            {"BT-22": piece, **({"BT-21": subject} if subject else {})}
            for subject, text in texts
            for piece in split_text(text, TEXT_LIMIT)
        ]

    @api.model
    def _customer_reference(self, move):
        """What the customer calls the order; with Sales, core gives our own number in
        its place, which has a term of its own (BT-14)."""
        if move.move_type == "out_refund":
            return typed_code(move.ref)
        ours = [typed_code(part) for part in (move.invoice_origin or "").split(",")]
        theirs = [typed_code(part) for part in (move.ref or "").split(",")]
        reference = ", ".join(part for part in theirs if part and part not in ours)
        return reference and move.env._("Your reference: %s", reference)

    # -- Parties ---------------------------------------------------------------

    @api.model
    def _seller(self, move):
        company = move.company_id
        partner = company.partner_id
        vat = self._seller_vat(move)
        seller = {**self._party(partner), **self._address(partner)}
        if vat:
            seller["vat_identifier"] = vat
        else:
            # A seller under the franchise may have no VAT number: BR-E-02 wants one of
            # the two.
            seller["tax_identifier"] = party_identifier(partner).value[:9]
        contact = {
            "name": move.invoice_user_id.name or company.name,
            "phone": company.phone,
            "email": company.email,
        }
        seller["contacts"] = [{key: text for key, text in contact.items() if text}]
        return seller

    @api.model
    def _seller_vat(self, move):
        """The VAT number to charge VAT with (BT-31), empty where there is none."""
        vat = move.fiscal_position_id.foreign_vat or move.company_id.vat or ""
        vat = without_blanks(vat)
        return vat if len(vat) > 2 else ""  # core takes "/" for "has none"

    @api.model
    def _buyer(self, move):
        partner = move.commercial_partner_id
        buyer = {**self._party(partner), **self._address(partner)}
        vat = without_blanks(partner.vat)
        if len(vat) > 2:
            buyer["vat_identifier"] = vat
        if move.partner_id != partner and move.partner_id.name:
            contact = move.partner_id
            details = {
                "name": contact.name,
                "phone": contact.phone,
                "email": contact.email,
            }
            buyer["contacts"] = [{key: text for key, text in details.items() if text}]
        return buyer

    @api.model
    def _party(self, partner):
        """Name and identifiers of a party, alike for each of its roles.

        A SIRET stands twice: as legal identifier, where CII has it (R 4.2 of
        doc/portal.md), and as identifier of the party, where Chorus Pro looks for it in
        a UBL (the report of a flow names that place).
        """
        identifier = party_identifier(partner)
        party = {"name": (partner.name or "")[:NAME_LIMIT]}
        if identifier.value:
            party["legal_identifier"] = identifier.value
            party["legal_identifier_schemeid"] = scheme_of(self.env, identifier.kind)
        if identifier.kind is SIRET and identifier.value:
            party["identifiers"] = {"0009": identifier.value}
        return party

    @api.model
    def _address(self, partner):
        address = {
            "addr_l1": partner.street,
            "addr_l2": partner.street2,
            "postcode": partner.zip,
            "city": partner.city,
            "country_code": partner.country_code,
        }
        return {key: text for key, text in address.items() if text}

    @api.model
    def _other_parties(self, move):
        """Who is paid in the place of the seller, and who validates (A9, A12).

        A validator is no party of EN 16931: it needs the extended profile.
        """
        parties = {}
        if factor := move.l10n_fr_chorus_factor_id:
            parties["BG-10"] = self._party(factor.partner_id)
        validator = move.l10n_fr_chorus_validator_id
        if move._chorus_needs_validator() and validator:
            parties["EXT-FR-FE-BG-04"] = {
                **self._party(validator),
                **self._address(validator),
            }
        return parties

    @api.model
    def _delivery(self, move):
        delivery = {}
        if move.delivery_date:
            delivery["BT-72"] = move.delivery_date
        place = move.partner_shipping_id
        if place and place != move.commercial_partner_id and place.country_code:
            delivery["BG-13"] = self._place(place)
        return delivery

    @api.model
    def _place(self, partner):
        name = partner.name or partner.commercial_partner_id.name
        return {"name": name[:NAME_LIMIT], **self._address(partner)}

    # -- Payment ---------------------------------------------------------------

    @api.model
    def _payment(self, move):
        means = move.l10n_fr_chorus_payment_means
        payment = {"BT-81": means, "BT-83": move.payment_reference}
        if due := self._due_date(move):
            payment["BT-9"] = due
        account = move._chorus_bank_account()
        if means in TRANSFERS and account:
            payment["BT-84"] = account.sanitized_acc_number
            payment["BT-85"] = account.acc_holder_name or account.partner_id.name
            payment["BT-86"] = account.bank_bic
        return {term: value for term, value in payment.items() if value}

    @api.model
    def _due_date(self, move):
        """When the first money is due (BT-9); the rest is told in the terms (BT-20)."""
        return self._instalments(move)[:1].date_maturity or move.invoice_date_due

    @api.model
    def _instalments(self, move):
        """What is to be paid, the first first."""
        return move.line_ids.filtered(
            lambda line: line.display_type == "payment_term" and line.date_maturity
        ).sorted("date_maturity")

    @api.model
    def _payment_terms(self, move):
        """The terms in words, with instalments and discount for early payment."""
        term = move.invoice_payment_term_id
        texts = [plain(term.note) or term.name or ""]
        if term.early_discount:
            texts.append(
                move.env._(
                    "%(percentage)s %% discount if paid by %(date)s.",
                    percentage=formatLang(move.env, term.discount_percentage),
                    date=format_date(
                        move.env, term._get_last_discount_date(move.invoice_date)
                    ),
                )
            )
        instalments = self._instalments(move)
        if len(instalments) > 1:
            texts += [
                f"{format_date(move.env, line.date_maturity)} : "
                f"{move.currency_id.format(abs(line.amount_currency))}"
                for line in instalments
            ]
        return "\n".join(filter(None, texts))


def plain(html):
    """The text of an HTML field, without the empty lines at its ends."""
    return html2plaintext(PICTURES.sub("", html)).strip() if html else ""


def clean(value):
    """Terms without the characters that XML cannot carry, or that nobody sees.

    :param value: a text, or lists and dicts of them; anything else stays
    """
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [clean(item) for item in value]
    return value
