"""The mouse and the keyboard of a newcomer, which count what they do."""

import time
from dataclasses import dataclass

# Rough keystroke-level times of a person, in seconds: to find and click a thing, and to
# type a field. Reading, and looking up what is typed, are not in them.
CLICK, FIELD = 2, 5
# Whether a page awaits nothing and does not scroll for some frames; a chatter without a
# record, which is never still, does not matter to who types.
IS_IDLE = """() => {
    const tops = [...document.querySelectorAll(".settings, .o_content")]
        .map((node) => node.scrollTop).join();
    const idle = document.readyState === "complete" && !window.callsAwaited
        && !document.querySelector(".o_blockUI") && tops === window.tops;
    window.tops = tops;
    window.idleFrames = idle ? (window.idleFrames || 0) + 1 : 0;
    return window.idleFrames > 5;
}"""


@dataclass
class Step:
    """What a step took; ``seconds`` are those of the machine."""

    name: str
    clicks: int = 0
    fields: int = 0
    seconds: float = 0.0

    @property
    def person(self):
        """Estimated seconds of a person's hands."""
        return self.clicks * CLICK + self.fields * FIELD


class Hand:
    """Does what a person can do on a page, and waits for what it shows.

    :param stage: the Stage of a logged-in user
    """

    def __init__(self, stage):
        self.page = stage.page
        self.steps = []
        self._since = time.monotonic()

    def begin(self, name):
        """What follows is counted under this name."""
        self.end()
        self.steps.append(Step(name))

    def end(self):
        """Close the step that was begun last."""
        now = time.monotonic()
        if self.steps and not self.steps[-1].seconds:
            self.steps[-1].seconds = now - self._since
        self._since = now

    def click(self, selector, text=None):
        """:param text: which of several elements"""
        self.page.locator(selector).filter(has_text=text).first.click()
        self.steps[-1].clicks += 1
        self.wait()

    def write(self, selector, text):
        """Type into a field and leave it by Tab; it is clicked where the cursor is not
        in it already."""
        field = self.page.locator(selector).first
        field.wait_for()
        if not field.evaluate("field => field === document.activeElement"):
            self.click(selector)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Tab")
        self.steps[-1].fields += 1
        self.wait()

    def choose(self, selector, text):
        """Pick a row of a field's list: a click on each."""
        self.click(selector)
        self.click(".o-autocomplete--dropdown-item, .o_select_menu_item", text)

    def wait(self):
        self.page.evaluate("() => { window.idleFrames = 0; }")
        self.page.wait_for_function(IS_IDLE)

    def see(self, selector, text=None):
        """Wait until the page shows it."""
        found = self.page.locator(selector).filter(has_text=text).first
        found.wait_for()
        return found

    def see_no_dialog(self):
        self.page.locator(".modal").first.wait_for(state="detached")
        self.wait()
