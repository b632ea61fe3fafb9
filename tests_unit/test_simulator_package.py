"""The package ``chorus-pro-simulator``: the simulator under a name of its own."""

import re
import shutil
import socket
import subprocess
import sys
import venv

import pytest
import requests

from dev.release.simulator import PACKAGE, build, tree, version
from tests_unit.simulator_client import FULL, ROOT
from tests_unit.simulator_files import cii

pytest_plugins = ["tests_unit.simulator_fixtures"]

README = (ROOT / "simulator/README.md").read_text(encoding="utf-8")


def example(language):
    """The only block of a language in the README's part for CIs."""
    part = README.partition("## In your CI")[2].partition("## The yardstick")[0]
    (found,) = re.findall(rf"```{language}\n(.*?)```", part, re.DOTALL)
    return found


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("package") / "source"
    tree(folder)
    return folder


def test_it_stands_alone(source):
    """It runs without this repository, and nothing in it names what is left behind."""
    command = [sys.executable, "-m", f"{PACKAGE}.conformance", "--list"]
    done = subprocess.run(
        command, cwd=source, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "factures/deposer/flux" in done.stdout
    for path in sorted(source.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^(from|import) (chorus_api|simulator)\b", text, re.M)
        assert "python -m simulator" not in text, path


def test_its_version_is_the_one_of_the_addon(source):
    assert re.fullmatch(r"\d+\.\d+\.\d+", version())
    assert version() in (source / PACKAGE / "__init__.py").read_text(encoding="utf-8")


def test_what_it_needs_is_what_we_test_with(source):
    """Every library of its sources is one of its dependencies or of theirs."""
    metadata = (source / "pyproject.toml").read_text(encoding="utf-8")
    imported = set()
    for path in source.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        imported.update(re.findall(r"^(?:from|import) (\w+)", text, re.MULTILINE))
    ours = {PACKAGE, *sys.stdlib_module_names, "_typeshed"}
    # Of Flask.
    theirs = {"werkzeug", "jinja2"}
    for name in imported - ours - theirs:
        assert re.search(rf'"{name}>=', metadata, re.IGNORECASE), name


@pytest.fixture(scope="module")
def address(request, tmp_path_factory):
    """The address of a simulator: the installed package's with the full tests."""
    if not FULL:
        yield request.getfixturevalue("server").url
        return
    programs = installed(tmp_path_factory.mktemp("installed"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [programs / "chorus-pro-simulator", "--port", port]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline().startswith("listening on ")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def installed(folder):
    """Install the wheel into an empty environment; the folder of its programs."""
    wheel = build(folder / "wheels")
    venv.create(folder / "venv", with_pip=True)
    programs = folder / "venv" / "bin"
    pip = [programs / "python", "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", wheel], check=True, timeout=600)
    measured = subprocess.run(
        [programs / "chorus-pro-conformance", "--client", "true", "--only", "health"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert measured.returncode == 1 and "0 of 1 operations" in measured.stdout
    return programs


INTERPRETERS = {
    "sh": ("sh", "-e", "-c"),
    "python": (sys.executable, "-c"),
    "php": ("php", "-r"),
    "js": ("node", "--input-type=module", "-e"),
}


@pytest.mark.parametrize("language", INTERPRETERS)
def test_the_examples_deposit_an_invoice(language, address, tmp_path):
    program = INTERPRETERS[language]
    # Nobody needs PHP or Node to work on this: whoever has them runs their examples.
    if not shutil.which(program[0]):
        pytest.skip(f"{program[0]} is not here")
    (tmp_path / "F1.xml").write_bytes(cii(f"F1-{language}"))
    text = example(language).replace("http://127.0.0.1:8075", address)
    done = subprocess.run(
        [*program, text],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "numeroFluxDepot" in done.stdout, done.stdout + done.stderr
    state = requests.get(f"{address}/simulator/state", timeout=10).json()
    assert state["flows"][0]["file"]["name"] == "F1.xml"
