"""The table of the scenes of `make screenshots`, without a browser."""

from dev.screens.scenes import README_SCENE, SCENES, chosen


def test_each_scene_has_a_file_of_its_own():
    names = [scene.name for scene in SCENES]
    assert len(set(names)) == len(names)
    assert all(name.replace("-", "").isalnum() for name in names)


def test_scenes_are_chosen_by_their_first_letters():
    assert chosen() == list(SCENES)
    forms = chosen("form-")
    assert forms and all(scene.name.startswith("form-") for scene in forms)
    assert chosen("nothing of the kind") == []


def test_the_picture_of_the_readme_is_a_scene():
    assert [scene.name for scene in chosen(README_SCENE)] == [README_SCENE]
