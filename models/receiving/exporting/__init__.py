# ruff: noqa: I001 - in order of use
from . import columns
from . import archive
