# ruff: noqa: I001 - a model is loaded before those that extend it
from . import setup
from . import setup_buttons
from . import password_reminder
from . import res_config_settings
from . import supplier_views
