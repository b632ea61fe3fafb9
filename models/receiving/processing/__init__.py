# ruff: noqa: I001 - from bottom to top: a package calls those before it
from . import received_act
from . import received_document
from . import portal_statuses
from . import next_acts
from . import steps
from . import telling
from . import settle
from . import read_back
from . import perform
from . import completed
from . import bill
from . import account_move
