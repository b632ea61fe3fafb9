# ruff: noqa: I001 - from bottom to top: a package calls those before it
from . import res_company
from . import intake
from . import received
from . import received_document
from . import received_event
from . import received_status
from . import received_telling
from . import content
from . import may_act
from . import account_move
from . import fetching
from . import delays
from . import payees
from . import bills
from . import processing
