# ruff: noqa: I001 - a model is loaded before those that extend it
from . import send
from . import alerts
from . import customers
from . import document
from . import deposit
from . import commitment
from . import approved_platform
from . import approved_platform_flows
from . import approved_platform_lists
from . import approved_platform_send
