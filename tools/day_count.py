"""A number of days in words: French, as English, has another form for one day."""


def days_text(env, days):
    """« 1 day », « 3 days », in the language of an environment.

    :param int days: 0 or more
    :rtype: str
    """
    return env._("1 day") if days == 1 else env._("%s days", days)
