"""A text of the portal as a person reads it: without tag paths and without codes.

What stands in the field keeps the whole.
"""

import re

# Where the tag at fault is named in brackets: (balise : X.Y), (FichierXml.X.Y.value).
IN_BRACKETS = re.compile(r"\s*\((?:balise\s*:[^()]*|[A-Za-z]\w*(?:\.\w+)+)\)")
PATH = re.compile(r"\b[A-Z]\w*(?:\.\w+)+")
# GCU_MSG_01_003, POQ_MSG_01.003, SE_ERR: at the beginning, before what it says.
CODE = re.compile(r"^\s*[A-Z]{2,}(?:_[A-Z0-9.]+)+\s*(?:[:–—-]\s*|$)")


def portal_words(text):
    """What a text of the portal says, on one line.

    :param str text: as it came; may be empty
    :return: str, empty where nothing but a code is left
    """
    lines = [CODE.sub("", line).strip() for line in (text or "").splitlines()]
    plain = IN_BRACKETS.sub("", " ".join(filter(None, lines)))
    return PATH.sub(_last_name, plain).strip().rstrip(".")


def _last_name(match):
    """The last name of a path of tags; what only looks like one stays."""
    names = match.group().split(".")
    is_value = names[-1] == "value"
    if is_value:
        names.pop()
    is_path = len(names) > 2 and all(name[:1].isupper() for name in names)
    if is_value or is_path or names[0] == "FichierXml":
        return f"“{names[-1]}”"
    return match.group()
