"""The articles of law that a text names: how a reason not to charge VAT is recognised
among those of another list.
"""

import re
import unicodedata

MENTION = re.compile(r"\bart(?:icles?|s)?\b[.\s]*(?=\d)")
# Not what is elided: « d'outre-mer » has no point d.
TOKEN = re.compile(r"\d+|[a-z]+(?!['’a-z])")
SUFFIXES = set(
    "bis ter quater quinquies sexies septies octies nonies sexdecies".split()
)
ROMAN = re.compile(r"[ivx]+|[a-z]")
SKIPPED = {"paragraphe", "point"}


def articles(text):
    """The articles that a text names, each as far as it says: number, letter or suffix,
    paragraph, point.

    :return: list of tuples of str, such as ``("262", "ter", "i")``
    """
    decomposed = unicodedata.normalize("NFKD", (text or "").lower())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return [_article(plain[match.end() :]) for match in MENTION.finditer(plain)]


def _article(tail):
    tokens = []
    for token in TOKEN.findall(tail):
        if token in SKIPPED:
            continue
        if not (token.isdigit() or token in SUFFIXES or ROMAN.fullmatch(token)):
            break
        tokens.append(token)
    return tuple(tokens)


def closest(labels, text):
    """Which of some labels names an article that a text names too, as far as it says:
    art. 261 is right for art. 261, 4, and art. 261, 4 would be too much for art. 261.

    :param dict labels: text by anything
    :return: key of the one that says most of the article; None where none does, or two
        do alike
    """
    wanted = articles(text)
    found = {}
    for key, label in labels.items():
        for named in articles(label):
            if any(article[: len(named)] == named for article in wanted):
                found[key] = max(found.get(key, 0), len(named))
    best = [key for key, length in found.items() if length == max(found.values())]
    return best[0] if len(best) == 1 else None
