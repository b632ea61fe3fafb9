"""Who may be invoiced and who invoices: structures, their services, bank details.

A part of :class:`~.client.ChorusClient`, which gives it the transport.
"""

from collections.abc import Iterator
from typing import BinaryIO

from . import messages
from .messages import (
    BankAccount,
    OwnStructure,
    RecipientPage,
    Service,
    ServicePage,
    ServiceSummary,
    Structure,
    StructurePage,
    StructureSearch,
    StructureSummary,
)
from .paging import PAGE_SIZE, pages, search_answer
from .parties import SIRET
from .transport import Transport

# About 200,000 structures weigh 27 MB as a spreadsheet.
DIRECTORY_LIMIT = 512 * 1024 * 1024


class DirectoryCalls:
    """Look-ups in the directory; all of them only read and may be repeated."""

    _transport: Transport

    def search_structures(
        self,
        search: StructureSearch,
        *,
        first_page: int = 1,
        page_size: int = PAGE_SIZE,
    ) -> Iterator[StructurePage]:
        """The pages of a search of structures, sorted by identifier, to the last one.

        A caller who shows a choice takes the first page alone; no page is asked for
        before it is taken.
        """

        def read(number: int) -> StructurePage:
            request = search.write(number, page_size)
            path = "structures/v1/rechercher"
            answer = search_answer(self._transport, path, request)
            return StructurePage.read(answer)

        return pages(read, first_page)

    def find_structures(
        self, identifier: str, identifier_kind: str = SIRET
    ) -> tuple[StructureSummary, ...]:
        """The structures of an identifier: none or one, more where the portal errs.

        :param identifier_kind: one of :data:`~.parties.IDENTIFIER_KINDS`
        """
        search = StructureSearch(identifier=identifier, identifier_kind=identifier_kind)
        return tuple(
            row for page in self.search_structures(search) for row in page.rows
        )

    def read_structure(self, structure_ref: str) -> Structure:
        """A structure, with what it asks of an invoice.

        :param structure_ref: the portal's identifier, digits
        :raises Rejected: the portal does not know it (any more)
        """
        answer = self._transport.call(
            "structures/v1/consulter", messages.structure_request(structure_ref)
        )
        return Structure.read(answer)

    def list_services(self, structure_ref: str) -> tuple[ServiceSummary, ...]:
        """All services of a structure, active or not, sorted by code.

        :param structure_ref: the portal's identifier, digits
        :raises Rejected: the portal does not know the structure (any more)
        """

        def read(number: int) -> ServicePage:
            request = messages.services_request(structure_ref, number, PAGE_SIZE)
            path = "structures/v1/rechercher/services"
            answer = search_answer(self._transport, path, request)
            return ServicePage.read(answer)

        return tuple(row for page in pages(read) for row in page.rows)

    def read_service(self, structure_ref: str, service_ref: str) -> Service:
        """A service, with what it asks of an invoice beside what its structure asks.

        :param structure_ref: the portal's identifier of the structure, digits
        :param service_ref: the portal's identifier of the service, digits
        :raises Rejected: the service was deleted
        """
        answer = self._transport.call(
            "structures/v1/consulter/service",
            messages.service_request(structure_ref, service_ref),
        )
        return Service.read(answer)

    def search_recipients(
        self,
        text: str = "",
        identifier: str = "",
        *,
        first_page: int = 1,
        page_size: int = PAGE_SIZE,
    ) -> Iterator[RecipientPage]:
        """The pages of a search of public bodies, with the town of each.

        :param text: a part of the name or of the town, or a postcode
        :param identifier: a SIRET; empty for any
        :param page_size: rows of a page
        """

        def read(number: int) -> RecipientPage:
            request = messages.recipients_request(text, identifier, number, page_size)
            path = "transverses/v1/rechercher/destinataire"
            return RecipientPage.read(search_answer(self._transport, path, request))

        return pages(read, first_page)

    def download_directory(self, target: BinaryIO) -> int:
        """Write the directory of all public bodies, for :mod:`~.directory` to read.

        What was written before an error is worth nothing.

        :return: its size in bytes, 0 where the portal gave none
        """
        return self._transport.download(
            "transverses/v1/telecharger/annuaire/destinataire",
            {},
            "fichierResultat",
            target,
            limit=DIRECTORY_LIMIT,
        )

    # -- The supplier's own side ----------------------------------------------

    def list_own_structures(self) -> tuple[OwnStructure, ...]:
        """The active structures in whose name this account may invoice.

        :meth:`list_services` gives their services.
        """
        answer = self._transport.call(
            "transverses/v1/recuperer/structures/actives/fournisseur"
        )
        return messages.read_own_structures(answer)

    def list_bank_accounts(self, structure_ref: str) -> tuple[BankAccount, ...]:
        """The valid bank details of one of the own structures.

        :param structure_ref: the portal's identifier, digits
        :raises Rejected: the structure is not one of them
        """
        answer = self._transport.call(
            "transverses/v1/recuperer/coordbanc/valides",
            messages.bank_accounts_request(structure_ref),
        )
        return messages.read_bank_accounts(answer)
