# ruff: noqa: I001 - a model is loaded before those that extend it
from . import res_company
from . import res_config_settings
from . import contract
from . import time_to_pay
from . import payment_delay
from . import interruption
from . import lateness
from . import interest
from . import interest_bill
from . import late_activities
from . import returns
from . import report
