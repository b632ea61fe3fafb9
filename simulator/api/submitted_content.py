"""Lines and taxes of an invoice that came as data, as who consults it reads them."""

from ..lists import VAT_RATES


def submitted_content(kept: dict) -> dict:
    """``recapitulatifDeTva`` and ``lignesDePoste``; nothing of an invoice of a flow.

    :param kept: what is kept of the request
    """
    if not kept:
        return {}
    taxes = [_tax(row) for row in kept.get("ligneTva", [])]
    lines = [_line(row) for row in kept.get("lignePoste", [])]
    return {
        "recapitulatifDeTva": {
            "ligneTva": taxes,
            "totalLignesRecapitulativesTVA": len(taxes),
        },
        "lignesDePoste": {"lignePoste": lines, "totalLignesPoste": len(lines)},
    }


def _tax(row: dict) -> dict:
    label, rate = VAT_RATES.get(row.get("ligneTvaTaux", ""), (None, None))
    return {
        "ligneTvaTauxRefCode": row.get("ligneTvaTaux"),
        "ligneTvaTauxRefLibelle": label,
        "ligneTvaTauxRefValeur": rate,
        "ligneTvaTauxManuel": row.get("ligneTvaTauxManuel"),
        "ligneTvaMontantBaseHtParTaux": row.get("ligneTvaMontantBaseHtParTaux"),
        "ligneTvaMontantTvaParTaux": row.get("ligneTvaMontantTvaParTaux"),
    }


def _line(row: dict) -> dict:
    price, quantity = row["lignePosteMontantUnitaireHT"], row["lignePosteQuantite"]
    discount = row.get("lignePosteMontantRemiseHT", 0.0)
    return {
        "lignePosteNumero": row.get("lignePosteNumero"),
        "lignePosteReference": row.get("lignePosteReference"),
        "lignePosteDenomination": row["lignePosteDenomination"],
        "lignePosteQuantite": quantity,
        "lignePosteUniteLibelle": row.get("lignePosteUnite"),
        "lignePosteMontantUnitaireHT": price,
        "lignePosteMontantRemiseHT": discount,
        "lignePosteTauxTva": row.get("lignePosteTauxTva"),
        "lignePosteTauxTvaManuel": row.get("lignePosteTauxTvaManuel"),
        "lignePosteMontantHtApresRemise": round(price * quantity - discount, 6),
    }
