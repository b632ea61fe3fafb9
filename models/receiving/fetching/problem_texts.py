"""What is wrong with a file of Chorus Pro, for the person who waits for the invoice."""

from ....chorus_api.pivot import PivotProblem
from ....tools.typography import quoted


def problem_sentence(env, error):
    """What is wrong, and where.

    :param env: an environment in the reader's language
    :param PivotError error: of a file, an invoice or a document in it
    :rtype: str
    """
    text = _texts(env)[error.problem]
    if error.detail and error.problem in (PivotProblem.MISSING, PivotProblem.AMOUNT):
        text = f"{text} {quoted(env, error.detail)}"
    if not error.place:
        return text
    return env._("%(what)s (place: %(place)s)", what=text, place=error.place)


def _texts(env):
    return {
        PivotProblem.NOT_READABLE: env._(
            "The file that Chorus Pro gave is damaged or locked and cannot be unpacked."
        ),
        PivotProblem.TOO_LARGE: env._(
            "The file that Chorus Pro gave is larger than an invoice may be."
        ),
        PivotProblem.PATH: env._(
            "The file that Chorus Pro gave holds a name that leads out of its folder."
        ),
        PivotProblem.NOT_XML: env._(
            "The file that Chorus Pro gave is cut off or is no proper XML."
        ),
        PivotProblem.ENTITIES: env._(
            "The file that Chorus Pro gave declares a document type: it is not read."
        ),
        PivotProblem.NOT_PIVOT: env._(
            "The file that Chorus Pro gave holds no invoice in the pivot format."
        ),
        PivotProblem.MISSING: env._(
            "The invoice in the file of Chorus Pro lacks what none may lack."
        ),
        PivotProblem.AMOUNT: env._(
            "In the file of Chorus Pro something else stands where an amount must."
        ),
        PivotProblem.BASE64: env._(
            "The content of the document is garbled: it is not in base64."
        ),
        PivotProblem.NO_CONTENT: env._(
            "Chorus Pro names the document and gives no content."
        ),
        PivotProblem.NOT_ONE_FILE: env._(
            "The document does not hold exactly one file."
        ),
    }
