"""What is released: all that the addons need, and nothing of those who build them."""

import ast

import pytest

from dev.console import DevError
from dev.environment import ADDON
from dev.release import __main__ as release
from dev.release import tree
from tests_unit.simulator_client import ROOT

BRIDGES = {f"{ADDON}_purchase", f"{ADDON}_sale"}


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    folder = tmp_path_factory.mktemp("released")
    tree.copy(folder, simulator=True)
    return folder


def test_the_addons_lie_side_by_side(released):
    assert {path.name for path in released.iterdir()} == {ADDON, *BRIDGES}
    assert not BRIDGES & {path.name for path in (released / ADDON).iterdir()}


def test_nothing_of_the_workshop_goes_out(released):
    names = {path.name for path in (released / ADDON).iterdir()}
    assert {"simulator", "chorus_api", "README.md", "LICENSE", "doc"} <= names
    assert not names & {"dev", "bench", "tests", "tests_unit", "tests_system"}
    hidden = [p for p in released.rglob("*") if p.name.startswith((".", "test_"))]
    assert not hidden


def test_all_that_manifests_name_is_there(released):
    for manifest in released.glob("*/__manifest__.py"):
        for name in ast.literal_eval(manifest.read_text())["data"]:
            assert (manifest.parent / name).is_file(), name


def test_a_wheel_has_no_simulator(tmp_path):
    tree.copy(tmp_path, simulator=False)
    assert not (tmp_path / ADDON / "simulator").exists()


def test_two_zips_are_the_same(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        folder.mkdir()
    one, two = tree.build_zip(first), tree.build_zip(second)
    assert one.read_bytes() == two.read_bytes()


def test_a_folder_of_ones_own_keeps_what_is_in_it(tmp_path):
    kept = tmp_path / "mine.txt"
    kept.write_text("mine")
    release.make_room(tmp_path)
    release.make_room(tmp_path / "new" / "folder")
    assert kept.read_text() == "mine"
    assert (tmp_path / "new" / "folder").is_dir()
    with pytest.raises(DevError):
        release.make_room(kept)


def test_our_folder_is_emptied(tmp_path, monkeypatch):
    monkeypatch.setattr(release, "OUTPUT", tmp_path / "release")
    old = release.OUTPUT / "of_the_last_run.whl"
    old.parent.mkdir()
    old.touch()
    release.make_room(release.OUTPUT)
    assert not old.exists()


def test_the_version_is_that_of_the_changelog():
    tree.check_version()
    with pytest.raises(DevError):
        tree.set_version("18.0.1.0.0")


def test_requirements_are_those_of_the_manifest():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pinned = {line for line in lines if line and not line.startswith("#")}
    assert pinned == set(tree.manifest()["external_dependencies"]["python"])
    table = (ROOT / "doc/integrator.md").read_text()
    for line in pinned:
        name = line.split("<")[0].split(">")[0]
        assert f"| `{name}` |" in table, name
