"""What a scene is, and what the scenes of both sides have in common."""

from collections.abc import Callable
from dataclasses import dataclass

ANY_VIEW = (
    ".o_action_manager .o_view_controller, .o_chorus_overview, .o_chorus_setup,"
    " .o_chorus_dossiers"
)


@dataclass(frozen=True)
class Scene:
    """A picture of each width.

    :param name: first part of the file's name
    :param show: brings the Stage there; returns the element to take, or None for the
        whole page
    :param login: who sees it
    :param needs: xmlid without which there is nothing to show
    """

    name: str
    show: Callable
    login: str = "comptable"
    needs: str = ""


def action(xmlid, stage):
    stage.open(f"/odoo/action-{xmlid}", ANY_VIEW)


def dashed(name):
    return name.replace("_", "-")
