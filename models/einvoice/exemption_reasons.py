"""Why no VAT is charged: the codes of VATEX (BT-121), their category, their French.

The codes are those of core's list on taxes; which category one belongs to: list VATEX
of the European Commission. Where French law words a mention (CGI, annex II, art. 242
nonies A), it is that one.
"""

import re

# The reason that a category has by its nature (BR-AE-10, BR-G-10, BR-IC-10, BR-O-10).
CATEGORY_REASON_CODES = {
    "AE": "VATEX-EU-AE",
    "G": "VATEX-EU-G",
    "K": "VATEX-EU-IC",
    "O": "VATEX-EU-O",
}
CATEGORIES = {
    **{code: category for category, code in CATEGORY_REASON_CODES.items()},
    "VATEX-FR-AE": "AE",
}
MENTIONS = {
    "VATEX-FR-FRANCHISE": "TVA non applicable, art. 293 B du CGI",
    "VATEX-FR-CNWVAT": "Avoir net de taxe",
    "VATEX-EU-AE": "Autoliquidation",
    "VATEX-FR-AE": "Autoliquidation",
    "VATEX-EU-G": "Exportation exonérée de TVA, art. 262, I du CGI",
    "VATEX-EU-IC": "Livraison intracommunautaire exonérée de TVA, art. 262 ter, I du"
    " CGI",
    "VATEX-EU-O": "Hors du champ d'application de la TVA",
    "VATEX-EU-D": "Acquisition intracommunautaire de moyens de transport d'occasion",
    "VATEX-EU-F": "Régime particulier - Biens d'occasion",
    "VATEX-EU-I": "Régime particulier - Objets d'art",
    "VATEX-EU-J": "Régime particulier - Objets de collection et d'antiquité",
    "VATEX-EU-79-C": "Débours, art. 79, point c), de la directive 2006/112/CE",
    "VATEX-EU-309": "Régime particulier - Agences de voyages",
}
DIRECTIVE = re.compile(r"VATEX-EU-(\d+)(?:-(\d)?([A-Z]+))?")
TAX_CODE = re.compile(r"VATEX-FR-(?:CGI)?(\d+)(SEXDECIES)?([A-Z])?(?:-(\d+)(BIS)?)?")


def category_of(code):
    """The VAT category (UNTDID 5305) that a reason decides; empty for no reason."""
    return CATEGORIES.get(code, "E") if code else ""


def french_reason(code):
    """What a reason says on an invoice in French; empty where it is not known."""
    if code in MENTIONS:
        return MENTIONS[code]
    if match := DIRECTIVE.fullmatch(code or ""):
        article, paragraph, point = match.groups()
        parts = [f"art. {article}"]
        if paragraph:
            parts.append(f"paragraphe {paragraph}")
        if point:
            parts.append(f"point {point.lower()})")
        return f"Exonération de TVA, {', '.join(parts)}, de la directive 2006/112/CE"
    if match := TAX_CODE.fullmatch(code or ""):
        number, suffix, letter, point, again = match.groups()
        article = " ".join(filter(None, [number, suffix and "sexdecies", letter]))
        if point:
            article += f", {point}{'°' if letter else ''}{' bis' if again else ''}"
        return f"Exonération de TVA, art. {article} du CGI"
    return ""
