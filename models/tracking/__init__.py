# ruff: noqa: I001 - a model is loaded before those that extend it
from . import refresh
from . import sweep
from . import environment
from . import actions
from . import invoice_refresh
from . import history
from . import remind
