"""French, for what public bodies and those beside them read."""

FRENCH = "fr_FR"


def french_env(env):
    """The same environment in French where some French is installed, that of France
    first; else as it is: Odoo refuses a language that is not installed."""
    installed = [code for code, _name in env["res.lang"].get_installed()]
    french = [code for code in installed if code.startswith("fr")]
    if not french:
        return env
    lang = FRENCH if FRENCH in french else french[0]
    return env(context={**env.context, "lang": lang})


def for_reader(records, partner):
    """Records in the language of who reads what is made of them; in French where the
    partner has none.

    :param records: recordset of any model
    :param partner: ``res.partner``
    """
    if partner.lang:
        return records.with_context(lang=partner.lang)
    return records.with_env(french_env(records.env))
