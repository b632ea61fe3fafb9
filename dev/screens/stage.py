"""The browser: pages of Odoo and of the simulator, waited for and photographed."""

import contextlib

from dev import apt
from dev.console import DevError

WIDTHS = {1400: 900, 390: 844}
# An accountant's telephone, a computer.
TELEPHONE = {"is_mobile": True, "has_touch": True}
TALLEST = 6000
# Milliseconds: the first page of a language has its scripts built.
FIRST_PAGE = 180_000
# Counts the calls that a page awaits.
COUNT_CALLS = """
    window.callsAwaited = 0;
    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (...body) {
        window.callsAwaited += 1;
        this.addEventListener("loadend", () => { window.callsAwaited -= 1; });
        return send.apply(this, body);
    };
"""
# Whether a page has had nothing to do for some frames. Fonts and pictures change the
# lengths of lines; a PDF is drawn by a frame of its own.
IS_STILL = """() => {
    const still = document.readyState === "complete"
        && !window.callsAwaited
        && document.fonts.status === "loaded"
        && [...document.images].every((image) => image.complete)
        && !document.querySelector(".o_blockUI, .o-mail-Chatter button[disabled]")
        && [...document.querySelectorAll("iframe[src*='pdfjs']")].every((frame) =>
            frame.contentDocument?.querySelector(".page[data-loaded=true] .textLayer"));
    window.stillFrames = still ? (window.stillFrames || 0) + 1 : 0;
    return window.stillFrames > 10;
}"""
# How much of what is scrolled is out of sight; behind a dialog nothing is looked at.
HIDDEN_HEIGHT = """() => {
    const dialog = document.querySelector(".modal");
    const scrolled = [...(dialog || document).querySelectorAll("*")]
        .filter((node) => /auto|scroll/.test(getComputedStyle(node).overflowY));
    scrolled.push(dialog || document.scrollingElement);
    const hidden = scrolled.map((node) => node.scrollHeight - node.clientHeight);
    return Math.max(0, ...hidden);
}"""


@contextlib.contextmanager
def browser():
    """A Chromium, driven by Playwright."""
    # In an environment of its own, which the other commands do not have.
    from playwright.sync_api import sync_playwright

    executable = apt.browser()
    if not executable:
        raise DevError("there is no Chromium: make setup")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox"]
        )
        yield chromium
        chromium.close()


class Stage:
    """A window of one width, in which one user is logged in.

    :param world: the World that is shown
    :param login: also the password
    :param lang: as Odoo names the language of the user
    """

    def __init__(self, chromium, world, width, login, lang="fr_FR"):
        self.world = world
        self.width = width
        self.lang = lang
        self.height = WIDTHS[width]
        options = TELEPHONE if width < 800 else {}
        self.context = chromium.new_context(
            viewport={"width": width, "height": self.height},
            locale=lang.replace("_", "-"),
            timezone_id="Europe/Paris",
            reduced_motion="reduce",
            **options,
        )
        self.context.add_init_script(COUNT_CALLS)
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.goto(f"{world.odoo.url}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", login)
        self.page.click(".oe_login_form button[type=submit]")
        self.page.wait_for_selector(".o_main_navbar", timeout=FIRST_PAGE)

    def close(self):
        self.context.close()

    # -- Places ----------------------------------------------------------------

    def open(self, path, shows):
        """A page of Odoo, once it shows an element."""
        self.page.set_viewport_size({"width": self.width, "height": self.height})
        # Without it the client takes the action that it showed last.
        self.page.evaluate("() => sessionStorage.clear()")
        self.page.goto(f"{self.world.odoo.url}{path}")
        return self.await_element(shows)

    def open_invoice(self, name):
        """The form of an invoice; the name is that of the world's invoices."""
        move, _number = self.world.invoices[name]
        self.open(f"/odoo/customer-invoices/{move}", ".o_form_view .o-mail-Chatter")

    def open_dialog(self, action, name=None):
        """A dialog, as its button opens it; returns it.

        :param action: xmlid or dictionary of a window action
        :param name: the invoice whose button it is
        """
        options = {}
        if name:
            ids = [self.world.invoices[name][0]]
            options["additionalContext"] = {
                "active_model": "account.move",
                "active_id": ids[0],
                "active_ids": ids,
            }
        return self.do_action(action, options)

    def open_dialog_with(self, action, context):
        """A dialog by its action, with a context of its own; returns it."""
        return self.do_action(action, {"additionalContext": context})

    def do_action(self, action, options):
        self.page.evaluate(
            "([action, options]) => odoo.__WOWL_DEBUG__.root.env.services.action"
            ".doAction(action, options)",
            [action, options],
        )
        return self.await_element(".modal .o_form_view")

    def choose(self, field, label):
        """Take one of a selection in the dialog that is open."""
        self.page.click(f".modal div[name={field}] .o_select_menu_toggler")
        self.page.locator(".o_select_menu_item", has_text=label).first.click()
        self.await_stillness()

    def open_portal(self, path):
        """A page of the simulator."""
        self.page.set_viewport_size({"width": self.width, "height": self.height})
        self.page.goto(f"{self.world.simulator.url}{path}")
        return self.await_element("main")

    def await_element(self, selector):
        found = self.page.locator(selector).first
        found.wait_for()
        self.await_stillness()
        return found

    def await_stillness(self):
        self.page.evaluate("() => { window.stillFrames = 0; }")
        self.page.wait_for_function(IS_STILL)

    # -- Pictures --------------------------------------------------------------

    def shoot(self, path, element=None, clip=None):
        """Take the picture of a whole page, as high as what it scrolls, or of an
        element.

        :param clip: what of the page is taken, as Playwright has it
        """
        self.await_stillness()
        self.show_everything()
        # Where the pointer lies, something is highlighted.
        self.page.mouse.move(0, 0)
        target = element or self.page
        options = {"clip": clip} if clip else {}
        target.screenshot(path=path, animations="disabled", **options)

    def show_everything(self):
        """Make the window as high as what its parts scroll."""
        height, before = self.height, TALLEST
        while height < TALLEST:
            hidden = self.page.evaluate(HIDDEN_HEIGHT)
            # What is wider than its window stays hidden, however high it is.
            if not hidden or hidden >= before:
                return
            before = hidden
            height = min(height + hidden, TALLEST)
            self.page.set_viewport_size({"width": self.width, "height": height})
            self.await_stillness()
