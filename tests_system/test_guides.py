"""The commands of the integrator's guide run as they stand. ``CHORUS_TEST_FULL=1``."""

import os

import pytest

from dev import guides


@pytest.mark.skipif(
    not os.environ.get("CHORUS_TEST_FULL"), reason="installs the addon from a clone"
)
def test_the_commands_of_the_guide_run():
    guides.run(guides.GUIDE.read_text(encoding="utf-8"))
