"""PostgreSQL: the user's (PGHOST), or a throw-away cluster on a unix socket.

The cluster listens on no TCP port. It trades durability for speed and holds nothing
but demo and test databases. It is left running between commands; `make stop` ends it.
"""

import os
import pwd
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from dev import apt
from dev.console import DevError, run, say, step
from dev.environment import ADDON, CACHE, DATA_DIR, DB_ROLE, locked

SYSTEM_USER = "postgres"
SETTINGS = """
listen_addresses = ''
max_connections = 200
shared_buffers = 256MB
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
max_parallel_workers_per_gather = 0
log_min_messages = fatal
"""


class Connection(NamedTuple):
    host: str
    port: str
    user: str


def own_cluster():
    """False when the user named a server."""
    return not os.environ.get("PGHOST")


def _home():
    """Where the cluster lives. Root's home cannot be entered by other users."""
    if os.geteuid() == 0:
        return Path("/var/cache") / ADDON
    return CACHE


def _data():
    return _home() / "postgres"


def _socket_folder():
    folder = _home() / "socket"
    # A unix socket's path is limited to 107 bytes.
    if len(str(folder)) > 85:
        folder = Path(tempfile.gettempdir()) / f"{ADDON}-{os.geteuid()}"
    return folder


def connection():
    """How to reach the server; does not start it."""
    port = os.environ.get("PGPORT", "5432")
    if own_cluster():
        return Connection(str(_socket_folder()), "5432", DB_ROLE)
    user = os.environ.get("PGUSER") or pwd.getpwuid(os.geteuid()).pw_name
    return Connection(os.environ["PGHOST"], port, user)


def _as_owner(command):
    """A command run as the user that owns the cluster."""
    if os.geteuid() == 0:
        return ["runuser", "-u", SYSTEM_USER, "--", *command]
    return command


def _binary(name):
    folder = apt.postgres_bin()
    if folder is None:
        raise DevError("PostgreSQL's server is not installed; run `make setup`")
    return folder / name


def is_running():
    status = [_binary("pg_ctl"), "-D", _data(), "status"]
    return run(_as_owner(status), cwd="/", check=False).returncode == 0


def ensure_cluster():
    """Have a server that answers; returns its connection."""
    if not own_cluster():
        psql("select 1", "postgres")
        return connection()
    with locked("postgres"):
        if not (_data() / "created").is_file():
            _create_cluster()
        if not is_running():
            _start()
    return connection()


def _own(folder):
    """A private folder that belongs to the owner of the cluster."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, SYSTEM_USER, SYSTEM_USER)
    folder.chmod(0o700)


def _create_cluster():
    with step("creating a PostgreSQL cluster"):
        shutil.rmtree(_data(), ignore_errors=True)
        _own(_data())
        options = ["-U", DB_ROLE, "-A", "trust", "-E", "UTF8", "--locale=C"]
        initdb = [_binary("initdb"), "-D", _data(), "--no-sync", *options]
        run(_as_owner(initdb), cwd="/")
        with open(_data() / "postgresql.conf", "a", encoding="utf-8") as handle:
            handle.write(SETTINGS)
        (_data() / "created").touch()


def _start():
    _own(_socket_folder())
    with step("starting PostgreSQL"):
        # Between two test classes, whose data are rolled back, it would find tables
        # empty that the next class fills, and choose plans that take half a minute.
        options = f"-k {_socket_folder()} -c autovacuum=off"
        log = _data() / "server.log"
        start = [_binary("pg_ctl"), "-D", _data(), "-l", log, "-o", options]
        run(_as_owner([*start, "-w", "-t", "60", "start"]), cwd="/")


def is_ready():
    """Whether the user's server is to be used, or our cluster exists and runs."""
    return not own_cluster() or (_data() / "created").is_file() and is_running()


def stop():
    if own_cluster() and (_data() / "created").is_file() and is_running():
        stop_command = [_binary("pg_ctl"), "-D", _data(), "-m", "fast", "stop"]
        with step("stopping PostgreSQL"):
            run(_as_owner(stop_command), cwd="/")


def remove():
    """Stop the cluster and delete it with all its databases."""
    if own_cluster():
        stop()
        shutil.rmtree(_data(), ignore_errors=True)


# ---------------------------------------------------------------------------
# Databases
# ---------------------------------------------------------------------------


@cache
def _client():
    """psql itself, where Debian's script of that name would look for it each time."""
    folder = apt.postgres_bin()
    return folder / "psql" if folder and (folder / "psql").is_file() else "psql"


def psql(query, database):
    """Run SQL; returns the rows as lines, columns separated by a bar."""
    where = connection()
    command = [_client(), "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1"]
    command += ["-h", where.host, "-p", where.port, "-U", where.user, "-d", database]
    return run([*command, "-c", query]).stdout.strip()


def exists(name):
    return (
        psql(f"select 1 from pg_database where datname = '{name}'", "postgres") == "1"
    )


def databases(prefix):
    query = "select datname from pg_database order by 1"
    return [name for name in psql(query, "postgres").split() if name.startswith(prefix)]


def copy(source, name):
    """Create a database, and its filestore, as a copy of another."""
    psql(f'create database "{name}" template "{source}"', "postgres")
    # Files of a filestore are named by their content and never change.
    files = _filestore(source)
    shutil.rmtree(_filestore(name), ignore_errors=True)
    if files.is_dir():
        shutil.copytree(files, _filestore(name), copy_function=os.link)


def drop(name):
    """Drop a database, whoever is connected, and its filestore."""
    psql(f'drop database if exists "{name}" with (force)', "postgres")
    shutil.rmtree(_filestore(name), ignore_errors=True)


def rename(old, new):
    psql(f'alter database "{old}" rename to "{new}"', "postgres")
    if _filestore(old).is_dir():
        shutil.rmtree(_filestore(new), ignore_errors=True)
        _filestore(old).rename(_filestore(new))


def _filestore(name):
    return DATA_DIR / "filestore" / name


def drop_leftovers(prefix):
    """Drop databases of runs of ours whose process no longer exists.

    Names end with the number of the process that created them.
    """
    for name in databases(prefix):
        process = name.rpartition("_")[2]
        if process.isdigit() and not Path(f"/proc/{process}").exists():
            say(f"dropping the left-over database {name}")
            drop(name)
