"""For whom an account may invoice, told to the person who has to put it right."""

from ...tools.notification import some_of


def not_own_sentence(env, company, siret, structures):
    """Why an account may not invoice for a company, and what to do.

    :param company: its name
    :param siret: empty where it has none
    :param structures: those of the account, as a sentence names them
    :rtype: str
    """
    values = {
        "company": company,
        "siret": siret,
        "count": len(structures),
        "structures": some_of(structures),
    }
    if not structures:
        return env._(
            "The technical account may invoice for nobody: it is linked to no"
            " structure. Link it to the structure of %(company)s in Chorus Pro, then"
            " click Read from Chorus Pro in the settings.",
            **values,
        )
    if len(structures) == 1:
        return _only_one_sentence(env, siret, values)
    if not siret:
        return env._(
            "%(company)s has no SIRET. Enter that of its structure, one of the"
            " %(count)s of the account: %(structures)s.",
            **values,
        )
    return env._(
        "None of the %(count)s structures of the account has the SIRET %(siret)s of"
        " %(company)s: %(structures)s. Correct the SIRET of the company, choose a"
        " structure in the settings of Chorus Pro, or link the account to yours in"
        " Chorus Pro.",
        **values,
    )


def _only_one_sentence(env, siret, values):
    if not siret:
        return env._(
            "%(company)s has no SIRET, and invoices in Chorus Pro as %(structures)s."
            " Enter the SIRET of that structure on the company.",
            **values,
        )
    return env._(
        "The account has one structure, %(structures)s, and %(company)s has another"
        " SIRET, %(siret)s. Correct the SIRET of the company, or link the account to"
        " its structure in Chorus Pro.",
        **values,
    )
