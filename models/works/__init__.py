# ruff: noqa: I001 - from bottom to top
from . import money
from . import deposits
from . import contest
