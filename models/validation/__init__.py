# ruff: noqa: I001 - from bottom to top: a package calls those before it
from . import res_company
from . import search
from . import histories
from . import contents
from . import fetching
from . import deadline
from . import reminders
from . import act
from . import contract_checks
from . import reasons
from . import refusals
from . import works_tax
from . import bill
from . import payment
from . import settlement
from . import screens
