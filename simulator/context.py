"""The simulator behind the current request, for route functions."""

from flask import current_app
from werkzeug.local import LocalProxy

KEY = "simulator"

#: The :class:`~simulator.app.Simulator` of the running application.
simulator = LocalProxy(lambda: current_app.extensions[KEY])
