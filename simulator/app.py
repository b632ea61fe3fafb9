"""Puts the parts together: one simulator on one database file, as a Flask app."""

import ipaddress
import sqlite3
import uuid
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, request

from . import (
    control_invoices,
    control_works,
    dispatcher,
    generated,
    samples,
    seed,
    web_deposit,
    web_faults,
    web_validators,
    web_works,
)
from .calls import InProgress
from .clock import Clock
from .context import KEY
from .database import Database
from .faults import Faults
from .flows import Pipeline
from .quota import Quota
from .settings import Settings

# An archive of 30 MB in base64, with room for the JSON around it.
MAX_REQUEST_BYTES = 64 * 1024 * 1024


class Simulator:
    """The state of a simulator and what works on it.

    :param path: the SQLite file, created and filled when it is new
    :param speed: see :class:`~simulator.clock.Clock`
    :param remote: it serves other machines: no fault control then
    :param structures: how many public bodies are generated beside those of the seed
    :param lenient: the setting ``lenient_2018`` is on, after a reset too
    """

    def __init__(
        self,
        path: str | Path,
        speed: float = 1,
        remote: bool = False,
        structures: int = 0,
        lenient: bool = False,
    ):
        self.database = Database(path)
        self.settings = Settings(self.database)
        self.clock = Clock(self.database, speed)
        self.faults = Faults(self.database, enabled=not remote)
        self.pipeline = Pipeline(self.database, self.settings)
        self.quota = Quota()
        self.in_progress = InProgress()
        self.remote = remote
        self._structures = structures
        self._lenient = lenient
        with self.database.transaction() as connection:
            self._fill(connection)
        self._apply_options()

    def _fill(self, connection: sqlite3.Connection) -> None:
        seed.fill(connection, self.clock.now())
        if self._structures:
            generated.generate(connection, self._structures, 1, self.clock.now())

    def _apply_options(self) -> None:
        if self._lenient:
            self.settings.update({"lenient_2018": True})

    def advance(self, seconds: float = 0) -> float:
        """Let simulated time pass, do what was due, return the new time.

        :raises ValueError: the number of seconds is negative
        """
        now = self.clock.advance(seconds) if seconds else self.clock.now()
        self.pipeline.advance(now)
        return now

    def send_samples(self, siret: str) -> None:
        """Let the suppliers of the samples send a body their invoices, if it received
        nothing yet."""
        now = self.clock.now()
        with self.database.transaction() as connection:
            if not samples.received_any(connection, siret):
                samples.send_samples(connection, siret, now, self.settings)

    def reset(self, tokens: bool = False) -> None:
        """Back to the seed, to real time and to the default settings.

        :param tokens: end all bearer tokens as well
        """
        self.settings.reset()
        self._apply_options()
        self.clock.reset()
        with self.database.transaction() as connection:
            seed.empty(connection)
            self._fill(connection)
            if tokens:
                connection.execute("DELETE FROM tokens")


def create_app(simulator: Simulator) -> Flask:
    """The WSGI application: the API, the control API and the web page."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
    app.extensions[KEY] = simulator
    modules = (
        dispatcher,
        control_invoices,
        control_works,
        web_deposit,
        web_faults,
        web_validators,
        web_works,
    )
    # What pages share is registered once.
    for blueprint in dict.fromkeys(module.blueprint for module in modules):
        app.register_blueprint(blueprint)

    @app.before_request
    def guard():
        if request.path.startswith(("/cpro/", "/api/")):
            return
        _refuse_other_sites(request)
        if not simulator.remote and not _is_loopback(request.host):
            abort(403)
        if request.path.startswith("/simulator/") and not _is_loopback(
            request.remote_addr
        ):
            abort(403)

    @app.after_request
    def number(response: Response) -> Response:
        if request.path.startswith(("/cpro/", "/api/")):
            response.headers["X-CorrelationID"] = f"Id-{uuid.uuid4().hex}"
        return response

    return app


def _refuse_other_sites(incoming: Request) -> None:
    """Refuse a request (403) that a page of another site makes in the same browser."""
    origin = incoming.headers.get("Origin")
    if origin and urlsplit(origin).netloc != incoming.host:
        abort(403)


def _is_loopback(host: str | None) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
