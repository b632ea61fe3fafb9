"""The side of a validator: the invoices of subcontractors and co-contractors that wait
for an agreement, and the answer to each.

A part of :class:`~.client.ChorusClient`, which gives it the transport. Source:
``doc/portal.md``, A 2.10 and A 2.11.
"""

from collections.abc import Iterator

from . import messages
from .messages import (
    FoundPaymentRequest,
    PaymentRequestSearch,
    Processed,
    ReceivedInvoice,
    RefusalReason,
    ValidationPage,
    ValidationSearch,
)
from .paging import PAGE_SIZE, pages, search_answer
from .receiver_calls import all_pages
from .transport import Transport


class ValidatorCalls:
    """What a validator does with the invoices of others.

    ``read_history`` is the same for all sides.
    """

    _transport: Transport

    def search_to_validate(
        self,
        structure_ref: str = "",
        *,
        first_page: int = 1,
        page_size: int = PAGE_SIZE,
    ) -> Iterator[ValidationPage]:
        """The pages of the portal's own list of what waits for an agreement.

        :param structure_ref: the portal's identifier of one of the own structures,
            digits; empty for all of them
        """

        def read(number: int) -> ValidationPage:
            request = messages.to_validate_request(structure_ref, number, page_size)
            path = "factures/v1/rechercher/aTraiter/valideur"
            answer = search_answer(self._transport, path, request)
            return ValidationPage.read(answer, number)

        return pages(read, first_page)

    def search_validated(
        self,
        search: ValidationSearch,
        *,
        first_page: int = 1,
        page_size: int = PAGE_SIZE,
    ) -> Iterator[ValidationPage]:
        """The pages of a search of the invoices that name one as a validator, answered
        or not, sorted by number, to the last.

        Each page is asked for when it is taken. A search that finds nothing has one
        page without rows.
        """

        def read(number: int) -> ValidationPage:
            request = search.write(number, page_size)
            path = "factures/v1/rechercher/valideur"
            answer = search_answer(self._transport, path, request)
            return ValidationPage.read(answer, number)

        return pages(read, first_page)

    def read_to_validate(self, chorus_invoice_id: str) -> ReceivedInvoice:
        """All that the portal tells a validator of one invoice, with all pages of its
        lines, taxes and documents.

        :param chorus_invoice_id: the portal's identifier, digits
        :raises Rejected: the portal does not know the invoice, or it names another
        """

        def read(page: int) -> ReceivedInvoice:
            request = messages.validated_invoice_request(
                chorus_invoice_id, page, PAGE_SIZE
            )
            path = "factures/v1/consulter/valideur"
            return ReceivedInvoice.read(self._transport.call(path, request))

        return all_pages(read)

    def answer_to_validate(
        self,
        chorus_invoice_id: str,
        action: str,
        *,
        reason_code: str = "",
        comment: str = "",
        validator_kind: str = "",
        next_validator_ref: str = "",
    ) -> Processed:
        """Agree to an invoice or refuse it. It is sent once, never repeated.

        :param action: :data:`~.validation.VALIDATE` or :data:`~.validation.REFUSE`
        :param reason_code: with a refusal, of :meth:`list_refusal_reasons`;
            :data:`~.validation.WRONG_VALIDATOR` asks for another validator
        :param comment: the supplier and the body read it
        :param validator_kind: ``typeValideur``, whose values are not known
        :param next_validator_ref: ``idValideur``: who agrees after this one, digits
        :raises Rejected: the invoice is not known, or does not wait for this validator
        :raises Uncertain: it may be answered: read it before any other call
        """
        request = messages.answer_request(
            chorus_invoice_id,
            action,
            reason_code,
            comment,
            validator_kind,
            next_validator_ref,
        )
        answer = self._transport.call(
            "factures/v1/traiter/factureAValider", request, repeatable=False
        )
        return Processed.read(answer)

    def list_refusal_reasons(self, framework: str = "") -> tuple[RefusalReason, ...]:
        """The reasons for which a validator may refuse.

        :param framework: the framework's code in the API, such as
            A9_FACTURE_SOUSTRAITANT; empty for all
        """
        answer = search_answer(
            self._transport,
            "transverses/v1/recuperer/motifs/refus/Facture/AValider",
            messages.refusal_reasons_request(framework),
        )
        return messages.read_refusal_reasons(answer)

    def list_validator_statuses(self) -> tuple[str, ...]:
        """The codes of the statuses that a validator may search by."""
        answer = search_answer(
            self._transport,
            "factures/v1/recuperer/statutsFactureVisibles/valideur",
            {},
        )
        return messages.read_validator_statuses(answer)

    def search_payment_requests(
        self, search: PaymentRequestSearch
    ) -> tuple[FoundPaymentRequest, ...]:
        """Payment requests of all kinds, in one of the roles of the account.

        The operation has no pages.

        :raises Rejected: also on the qualification platform, which has it not
        """
        path = "factures/v1/rechercher/demandePaiement"
        answer = search_answer(self._transport, path, search.write())
        return messages.read_payment_requests(answer)
