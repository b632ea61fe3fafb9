"""What the reader of directories met, told to the person who wants to know why."""

from markupsafe import Markup

from odoo.tools import LazyTranslate

from ...chorus_api.directory import Failure
from ...chorus_api.directory.rows import Reason

_lt = LazyTranslate(__name__)

# How many of each kind are shown; the others are counted.
SHOWN = 100

FAILURE_TEXTS = {
    Failure.NOT_READABLE: _lt(
        "The file cannot be read: it is damaged or locked with a password. Download it"
        " again."
    ),
    Failure.TOO_LARGE: _lt("The file holds more than a directory can."),
    Failure.NOT_XML: _lt(
        "The file ends too early or is damaged from there on. Download it again."
    ),
    Failure.ENTITIES: _lt("The file declares XML entities, which are not read."),
    Failure.ATTRIBUTES: _lt(
        "An element of the file has more attributes than a directory can have. Check"
        " that it is the directory of Chorus Pro."
    ),
    Failure.ENCODING: _lt(
        "The file is written in an encoding that is not read. Save it as UTF-8."
    ),
    Failure.NO_STRUCTURE: _lt(
        "No public body was found in the file. Check that it is the directory of Chorus"
        " Pro, as a ZIP or as a CSV file."
    ),
}
REASON_TEXTS = {
    Reason.NO_IDENTIFIER: _lt("no identifier"),
    Reason.WRONG_IDENTIFIER: _lt("the SIRET has not 14 digits"),
    Reason.SERVICE_WITHOUT_CODE: _lt("a service without a code"),
    Reason.COLUMNS: _lt("not as many cells as the header has"),
    Reason.OPEN_QUOTE: _lt("a quotation mark that is never closed"),
}


def problem_lines(env, notes):
    """What was not understood, one sentence each.

    :param env: an environment in the reader's language
    :param dict notes: as ``directory_notes.notes_of`` gives them
    :rtype: list
    """
    lines = [
        env._("Unknown column or element « %(name)s »: %(count)s times.", **seen)
        for seen in _most_often(notes["unknown_names"])
    ]
    lines += [
        env._("Values of « %(name)s » that cannot be read: %(count)s.", **seen)
        for seen in _most_often(notes["odd_values"])
    ]
    lines += [
        env._("%s is neither XML nor CSV and was left out.", name)
        for name in notes["skipped_files"][:SHOWN]
    ]
    if notes["replaced_characters"]:
        lines.append(
            env._("Damaged characters replaced: %s.", notes["replaced_characters"])
        )
    return lines + _row_lines(env, notes)


def _most_often(counts):
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    return [{"name": name, "count": count} for name, count in ordered[:SHOWN]]


def _row_lines(env, notes):
    lines = []
    for row in notes["bad_rows"][:SHOWN]:
        why = REASON_TEXTS[row["reason"]]
        sentence = env._(
            "Line %(line)s left out, %(reason)s: %(shown)s",
            line=row["line"],
            reason=env._(why),
            shown=row["shown"],
        )
        if row["file"]:
            sentence = f"{row['file']} · {sentence}"
        lines.append(sentence)
    others = notes["bad_row_count"] - len(lines)
    if others > 0:
        lines.append(env._("And %s other lines left out.", others))
    return lines


def as_list(lines):
    """The lines as HTML, escaped; empty for none."""
    items = Markup().join(Markup("<li>{}</li>").format(line) for line in lines)
    return items and Markup("<ul>{}</ul>").format(items)
