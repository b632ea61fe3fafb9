"""What can be wrong with a pivot file, and where."""

from enum import StrEnum


class PivotProblem(StrEnum):
    """Why a file, an invoice or a document is not read."""

    NOT_READABLE = "not_readable"  # broken ZIP, password, damaged data
    TOO_LARGE = "too_large"  # more than the portal gives out, or a bomb
    PATH = "path"  # a name in a ZIP that leaves its folder
    NOT_XML = "not_xml"  # cut, or not well-formed
    ENTITIES = "entities"  # XML that declares a document type
    NOT_PIVOT = "not_pivot"  # no pivot file, or one without an invoice
    MISSING = "missing"  # what no invoice is without
    AMOUNT = "amount"  # no number where one must stand
    BASE64 = "base64"  # a document that is not base64
    NO_CONTENT = "no_content"  # a document that is named alone
    NOT_ONE_FILE = "not_one_file"  # the ZIP of a document with none or several


class PivotError(Exception):
    """What is wrong with a part of a pivot file; other parts may be good.

    :param place: file, number of the invoice in it, and element, such as
        ``141/PivotS.xml, CPPFacturePivotUnitaire 1, Montants/MontantTTC``
    :param detail: the value or the count that is wrong, cut where it is long
    """

    def __init__(self, problem: PivotProblem, place: str, detail: str = ""):
        super().__init__(problem, place, detail)
        self.problem = problem
        self.place = place
        self.detail = detail[:200]

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.place, self.problem.value, self.detail)))


def unreadable(place: str, error: Exception) -> PivotError:
    """An archive that cannot be read. The library's own text may carry what is in the
    file: the error names the kind."""
    return PivotError(PivotProblem.NOT_READABLE, place, type(error).__name__)
