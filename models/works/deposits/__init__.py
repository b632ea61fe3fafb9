# ruff: noqa: I001 - a model is loaded before those that extend it
from . import attempt
from . import sending
from . import trace
from . import follow_up
from . import telling
