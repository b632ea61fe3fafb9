"""The small note that answers a button."""

# More names than these nobody reads in a note that goes away.
NAMED = 10


def notify(env, message, *, kind="success", then=None, links=(), sticky=False):
    """A client action that shows a message, then does something else.

    :param str message: may have several lines
    :param str kind: ``success``, ``info``, ``warning`` or ``danger``
    :param dict then: the next client action
    :param links: (words, address), the words as they begin lines of the message, in
        the order of the lines
    :param bool sticky: it stays until it is closed
    :rtype: dict
    """
    if links:
        message = _placeholders(message, [label for label, _url in links])
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": kind,
            "title": env._("Chorus Pro"),
            "message": message,
            "links": [{"label": label, "url": url} for label, url in links],
            "sticky": sticky,
            "className": "o_chorus_note",
            "next": then,
        },
    }


def _placeholders(message, labels):
    """The message as the web client wants it: « %s » in the place of each link."""
    lines, labels = [], list(labels)
    for line in message.splitlines():
        if labels and line.startswith(labels[0]):
            rest = line.removeprefix(labels.pop(0)).replace("%", "%%")
            lines.append(f"%s{rest}")
        else:
            lines.append(line.replace("%", "%%"))
    return "\n".join(lines)


def some_of(names):
    """The first of many names, for a sentence.

    :param names: list of str
    """
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
