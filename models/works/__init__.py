# ruff: noqa: I001 - from bottom to top
from . import works_cursor
from . import res_company
from . import piece
from . import piece_rows
from . import piece_history
from . import piece_details
from . import piece_contract
from . import fetching
from . import contract
from . import piece_dossier
from . import remind
from . import outside
from . import duties
from . import dossiers
from . import money
from . import deposits
from . import contest
