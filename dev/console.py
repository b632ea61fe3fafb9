"""Progress on the terminal, and commands that explain themselves when they fail."""

import contextlib
import subprocess
import sys
import time

_START = time.monotonic()


class DevError(Exception):
    """Something a person has to solve; shown without a traceback."""


def say(text):
    # In one piece: other threads print as well.
    print(f"[{time.monotonic() - _START:6.1f} s] {text}\n", end="", flush=True)


@contextlib.contextmanager
def step(title):
    """Announce a step, and how long it took."""
    say(f"{title} ...")
    start = time.monotonic()
    yield
    say(f"{title}: done in {time.monotonic() - start:.1f} s")


def run(command, *, cwd=None, env=None, stdin=None, check=True, quiet=True):
    """Run a command; its output is kept, and shown only when it fails."""
    command = [str(part) for part in command]
    try:
        result = subprocess.run(
            command,
            cwd=cwd,
            env=env,
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except FileNotFoundError as error:
        raise DevError(f"{command[0]}: command not found") from error
    if not quiet:
        print(result.stdout, end="", flush=True)
    if check and result.returncode:
        tail = "\n".join(result.stdout.splitlines()[-40:])
        raise DevError(
            f"`{' '.join(command)}` failed with code {result.returncode}\n{tail}"
        )
    return result


def main(function):
    """Run a command line entry point: exit code, and errors without traceback."""
    try:
        code = function()
    except DevError as error:
        print(f"\nerror: {error}", file=sys.stderr, flush=True)
        code = 1
    except KeyboardInterrupt:
        print("\ninterrupted", file=sys.stderr, flush=True)
        code = 130
    sys.stdout.flush()
    sys.exit(code or 0)
