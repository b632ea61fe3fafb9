"""The simulator behind the current request, for route functions."""

from typing import TYPE_CHECKING, cast

from flask import current_app
from werkzeug.local import LocalProxy

if TYPE_CHECKING:
    from .app import Simulator

KEY = "simulator"

#: The :class:`~simulator.app.Simulator` of the running application.
simulator = cast("Simulator", LocalProxy(lambda: current_app.extensions[KEY]))
