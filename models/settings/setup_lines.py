"""What a line of the set-up says: its state, its sentence, its button."""

from dataclasses import dataclass

# In order; what is a note or open stops nobody from invoicing.
DONE, MISSING, NOTE, OPEN = "done", "missing", "note", "open"

LINKS = {
    "piste": "https://piste.gouv.fr",
    "portal": "https://portail.chorus-pro.gouv.fr",
    "printer": "https://wkhtmltopdf.org/downloads.html",
}
# The qualification platform has a portal of its own.
QUALIFICATION_PORTAL = "https://qualif.chorus-pro.gouv.fr"


@dataclass(frozen=True)
class Told:
    """How far something is.

    :param state: one of this file
    :param sentence: what is there, or what is missing and where it comes from
    :param button: a name of ``setup_buttons.py``
    :param link: a name of ``LINKS``
    """

    state: str
    sentence: str = ""
    button: str = ""
    link: str = ""


def link_of(account, link):
    """A page outside Odoo, as a line shows it.

    :param account: the company whose connection it is; empty where there is none
    :param link: a name of ``LINKS``
    :return: dict of url and url_label
    """
    url = LINKS[link]
    if link == "portal" and account.l10n_fr_chorus_environment == "sandbox":
        url = QUALIFICATION_PORTAL
    return {"url": url, "url_label": url.removeprefix("https://")}
