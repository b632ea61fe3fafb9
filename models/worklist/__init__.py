# ruff: noqa: I001 - a model is loaded before those that extend it
from . import work_list
from . import overview
from . import supervision
from . import daily_summary
from . import report
