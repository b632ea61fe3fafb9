"""`python3 -m dev.lint [--format]`: ruff, pylint-odoo, mypy, XML, size, layers."""

import ast
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from dev import console, layers, setup
from dev.console import say
from dev.environment import (
    ADDON,
    CHECKOUT,
    LINT_VENV,
    odoo_code,
    odoo_environment,
    own_addons,
    venv_python,
)

# Folders that Odoo never imports, or (chorus_api) that import no Odoo: what pylint-odoo
# says about models and logging does not apply there.
PLAIN_PYTHON = ("bench", "chorus_api", "dev", "simulator", "tests_system", "tests_unit")
NOT_FOR_PLAIN_PYTHON = (
    "method-required-super",
    "missing-return",
    "no-wizard-in-models",
    "print-used",
)
NOT_FOR_ODOO = (
    # Names the OCA as an author.
    "manifest-required-author",
    # Core's own hooks return nothing.
    "missing-return",
)
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40


def _tool(name, *arguments):
    return [LINT_VENV / "bin" / name, *arguments]


def _pylint_plain():
    folders = [name for name in PLAIN_PYTHON if any((CHECKOUT / name).glob("**/*.py"))]
    disable = f"--disable={','.join(NOT_FOR_PLAIN_PYTHON)}"
    return _tool("pylint", "--rcfile=.pylintrc", disable, *folders)


def _pylint_odoo(addon):
    folder = "." if addon == ADDON else addon
    # Our other addons lie inside the main one.
    others = [name for name in own_addons() if name not in (ADDON, addon)]
    ignored = ",".join(rf"^(\./)?{name}/.*" for name in (*PLAIN_PYTHON, *others))
    disable = f"--disable={','.join(NOT_FOR_ODOO)}"
    arguments = [disable, f"--ignore-paths={ignored}", folder]
    return _tool("pylint", "--rcfile=.pylintrc", *arguments)


def _mypy():
    """The types of the packages that mypy.ini names."""
    # Libraries are those that run the code, not those of the lint; a whole run takes
    # seconds, and a cache would have to be kept apart for each checkout.
    python = f"--python-executable={venv_python()}"
    return _tool("mypy", python, f"--cache-dir={os.devnull}", "--no-error-summary")


def checks():
    """(title, command or function) of every check."""
    rng = odoo_code() / "odoo/import_xml.rng"
    result = [
        ("ruff format", _tool("ruff", "format", "--check", "--quiet", ".")),
        (
            "ruff check",
            _tool("ruff", "check", "--quiet", "--output-format=concise", "."),
        ),
        ("pylint, plain Python", _pylint_plain()),
    ]
    for name in own_addons():
        result.append((f"pylint, {name}", _pylint_odoo(name)))
    result.append(("mypy", _mypy()))
    result.append(("XML files", [venv_python(), "-m", "dev.xml_check", rng]))
    result.append(("size of the code", check_sizes))
    result.append(("layers", layers.check))
    return result


def run_command(command):
    """Run a command to its end: (whether it found nothing, what it printed)."""
    result = subprocess.run(
        [str(part) for part in command],
        cwd=CHECKOUT,
        env=odoo_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return result.returncode == 0, result.stdout


def run_checks():
    """Run the commands side by side, one for each processor, and tell what came of
    each check in the order of the table; True when none found anything."""
    found_nothing = True
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        begun = [
            (title, check if callable(check) else pool.submit(run_command, check))
            for title, check in checks()
        ]
        for title, check in begun:
            if callable(check):
                problems = check()
                passed, output = not problems, "".join(f"{p}\n" for p in problems)
            else:
                passed, output = check.result()
            print(output, end="")
            say(f"{title}: {'ok' if passed else 'FAILED'}")
            found_nothing = found_nothing and passed
    return found_nothing


def _python_files():
    for path in sorted(CHECKOUT.rglob("*.py")):
        parts = path.relative_to(CHECKOUT).parts
        if not any(part.startswith(".") for part in parts):
            yield path


def check_sizes():
    """Files and functions that have become too long to read."""
    problems = []
    for path in _python_files():
        name = path.relative_to(CHECKOUT)
        text = path.read_text()
        lines = text.count("\n")
        if lines > MAX_FILE_LINES:
            problems.append(f"{name}: {lines} lines (at most {MAX_FILE_LINES})")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                length = node.end_lineno - node.lineno + 1
                if length > MAX_FUNCTION_LINES:
                    problems.append(
                        f"{name}:{node.lineno}: {node.name}() has {length} lines "
                        f"(at most {MAX_FUNCTION_LINES})"
                    )
    return problems


def reformat():
    for arguments in (["check", "--fix", "--quiet", "."], ["format", "."]):
        subprocess.run(_tool("ruff", *arguments), cwd=CHECKOUT, check=False)


def main():
    setup.prepare(database=False, lint=True)
    if "--format" in sys.argv:
        reformat()
        return 0
    passed = run_checks()
    say(f"lint: {'ok' if passed else 'FAILED'}")
    return 0 if passed else 1


if __name__ == "__main__":
    console.main(main)
