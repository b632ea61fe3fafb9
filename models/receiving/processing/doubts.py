"""What is warned of before a rejection: the law does not forbid to say it, a judge may
hold it against the body. Each is a sentence; none keeps anybody from acting.

Which rejections: :mod:`...telling.unlawful`, which suppliers contest by as well.
"""

from ....chorus_api.receiving import WORKS
from ...telling.unlawful import Rejection, unlawful_rows


def doubts_of(env, received, intent):
    """What is to be warned of.

    :rtype: list of str
    """
    if intent.act != "reject":
        return []
    rejection = Rejection(
        is_works=received.kind == WORKS,
        framework=received.framework or "",
        codes=frozenset(filter(None, [intent.motive.code])),
        text=intent.reason,
        is_missing=bool(intent.missing),
        is_ordered=received._chorus_stage().ordered,
    )
    return [f"{env._(row.warning)} ({row.article})" for row in unlawful_rows(rejection)]
