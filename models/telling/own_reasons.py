"""What a refusal says in our own words, where Chorus Pro has said less.

It stands among the words of the portal, as a reason or a line of one, and is not
quoted as theirs.
"""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

ANOTHER_REFUSED = _lt("Another invoice of the same flow was refused.")
FORMAT_NOT_FOLLOWED = _lt("The file does not follow the format (errors: %s).")
ONE_OF_SEVERAL = _lt(
    "It holds several invoices, and Chorus Pro does not say which one is meant: send"
    " them one by one."
)
NO_REASON = _lt("Chorus Pro gave no reason: %s")
TECHNICAL_TROUBLE = _lt("Technical failure in Chorus Pro: %s")
ALREADY_THERE = _lt(
    "In Chorus Pro: no. %(number)s of %(date)s, %(amount)s, %(recipient)s, %(status)s."
)
OWN_REASONS = (
    ANOTHER_REFUSED,
    FORMAT_NOT_FOLLOWED,
    ONE_OF_SEVERAL,
    NO_REASON,
    TECHNICAL_TROUBLE,
    ALREADY_THERE,
)


def own_reason(env, reason, values=()):
    """One of OWN_REASONS in the environment's language, with its values in place."""
    sentence = env._(reason)
    return sentence % values
