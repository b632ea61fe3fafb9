"""The small note that answers a button."""

# More names than these nobody reads in a note that goes away.
NAMED = 10


def notify(env, message, *, kind="success", then=None):
    """A client action that shows a message, then does something else.

    :param str kind: ``success``, ``info``, ``warning`` or ``danger``
    :param dict then: the next client action
    :rtype: dict
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": kind,
            "title": env._("Chorus Pro"),
            "message": message,
            "next": then,
        },
    }


def some_of(names):
    """The first of many names, for a sentence.

    :param names: list of str
    """
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
