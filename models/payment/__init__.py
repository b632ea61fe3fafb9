# ruff: noqa: I001 - a model is loaded before those that extend it
from . import delay
from . import interest_rate
from . import money
from . import late
from . import mandate
from . import terms
