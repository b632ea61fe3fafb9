# ruff: noqa: I001 - a model is loaded before those that extend it
from . import document
from . import deposit
from . import status_colour
from . import event
from . import moments
from . import reason
from . import doubt
from . import account_move
from . import outside
from . import namesake
from . import kept_files
from . import next_actions
from . import asks
from . import sent
from . import res_users
