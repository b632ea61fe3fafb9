# ruff: noqa: I001 - a model is loaded before those that extend it
from . import res_company
from . import time_to_pay
from . import interruption
