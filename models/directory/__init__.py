# ruff: noqa: I001 - a model is loaded before those that extend it
from . import res_partner
from . import service
from . import account_move
from . import partner_directory
from . import partner_known_bodies
from . import partner_entry
from . import vies
from . import import_file
from . import read
from . import cron
from . import partner_look_up
from . import own_structure
from . import portal_codes
from . import own_choices
