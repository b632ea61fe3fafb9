"""Real processes for the demo and the system tests: Odoo, and the simulator."""

import atexit
import contextlib
import json
import os
import re
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request

from dev.console import DevError
from dev.environment import (
    CHECKOUT,
    TEST_OUTPUT,
    free_port,
    odoo_environment,
    venv_python,
)
from dev.odoo import odoo_command


def wait_until(condition, seconds, message, interval=0.1):
    """Poll until `condition()` is true and return its value; DevError when late."""
    deadline = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            text = message() if callable(message) else message
            raise DevError(f"not within {seconds} s: {text}")
        time.sleep(interval)


class Server:
    """A process with its children, its log file, and ways to end it."""

    name = "server"
    # Where the process is started.
    home = CHECKOUT

    def __init__(self, log_file=None, env=None):
        TEST_OUTPUT.mkdir(exist_ok=True)
        self.log_file = log_file or TEST_OUTPUT / f"{self.name}.log"
        self.extra_environment = env or {}
        self.process = None
        self.port = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def log(self):
        return self.log_file.read_text(errors="replace")

    def _log_tail(self):
        return "\n".join(self.log().splitlines()[-30:])

    def _spawn(self, command, stdout=None):
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                [str(part) for part in command],
                cwd=self.home,
                env=odoo_environment(**self.extra_environment),
                stdin=subprocess.DEVNULL,
                stdout=stdout or log,
                stderr=log,
                # Children (workers, browsers) are ended with their parent.
                start_new_session=True,
            )
        atexit.register(self.kill)

    def _wait(self, condition, seconds):
        def alive_and_ready():
            if not self.is_running():
                code = self.process.returncode
                raise DevError(f"{self.name} ended ({code})\n{self._log_tail()}")
            return condition()

        def late():
            return f"{self.name} ready\n{self._log_tail()}"

        try:
            return wait_until(alive_and_ready, seconds, late)
        except DevError:
            self.kill()
            raise

    def _signal_group(self, number):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def stop(self, seconds=20):
        """End politely; by force after some seconds."""
        if not self.is_running():
            return
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
        self._signal_group(signal.SIGKILL)

    def kill(self):
        """SIGKILL to the process and its children: nothing gets a chance to clean."""
        if self.process is None:
            return
        self._signal_group(signal.SIGKILL)
        self.process.wait(20)

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.stop()


class OdooServer(Server):
    """A real Odoo on one database.

    Without workers it is multi-threaded, as a developer runs it. `max_cron_threads=0`
    means that scheduled actions run only when a test triggers them by hand.
    """

    name = "odoo"

    def __init__(
        self,
        database,
        *,
        port=0,
        workers=0,
        max_cron_threads=0,
        options=(),
        log_file=None,
        env=None,
    ):
        super().__init__(log_file, env)
        self.database = database
        self.port = port or free_port()
        self.workers = workers
        self.max_cron_threads = max_cron_threads
        self.options = tuple(options)

    def start(self, seconds=90):
        """Start, and wait until the database is loaded and requests are answered."""
        arguments = [
            f"--http-port={self.port}",
            f"--gevent-port={free_port()}",
            f"--workers={self.workers}",
            f"--max-cron-threads={self.max_cron_threads}",
            f"--db-filter=^{re.escape(self.database)}$",
            *self.options,
        ]
        self._spawn(odoo_command(*arguments, database=self.database))
        self._wait(self._answers, seconds)
        return self

    def _answers(self):
        # The login page needs the registry; the health page answers before that.
        return _get_status(f"{self.url}/web/health", 5) == 200 and (
            _get_status(f"{self.url}/web/login", 60) == 200
        )

    def session(self, login="admin", password="admin", timeout=120):
        """A JSON-RPC session on this server."""
        from dev.rpc import Session

        return Session(self.url, self.database, login, password, timeout)


def _get_status(url, timeout):
    """HTTP status of a page; None when nothing answers."""
    try:
        with urllib.request.urlopen(url, timeout=timeout) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


class Simulator(Server):
    """The local Chorus Pro, as `python -m simulator` starts it.

    :param home: the folder that holds it, if not this checkout
    """

    name = "simulator"

    def __init__(
        self, database, *, port=0, options=(), log_file=None, env=None, home=None
    ):
        super().__init__(log_file, env)
        self.home = home or self.home
        self.database = database
        self.wanted_port = port
        self._listening = threading.Event()
        self.options = tuple(options)

    def start(self, seconds=30):
        # A restart keeps its address: Odoo has it in its settings.
        port = self.port or self.wanted_port
        self._listening.clear()
        command = [venv_python(), "-m", "simulator", "--port", port]
        command += ["--database", self.database, *self.options]
        self._spawn(command, stdout=subprocess.PIPE)
        # Read to the end, or the simulator would block once the pipe is full.
        threading.Thread(target=self._read_output, daemon=True).start()
        self._wait(self._listening.is_set, seconds)
        return self

    def control(self, path, body=None, method="POST"):
        """A call of the control API, see simulator/control.py; returns its answer."""
        request = urllib.request.Request(
            f"{self.url}/simulator/{path}",
            json.dumps(body or {}).encode() if method == "POST" else None,
            {"Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            data = response.read()
        return json.loads(data) if data else None

    def _read_output(self):
        with open(self.log_file, "ab") as log:
            for line in self.process.stdout:
                log.write(line)
                log.flush()
                match = re.search(rb"listening on http://[^:/]+:(\d+)", line)
                if match:
                    self.port = int(match[1])
                    self._listening.set()
