"""Words beside other words, as each language sets them: French has a narrow space
before a colon and inside its quotation marks."""


def quoted(env, words):
    """Words of others, as a quotation.

    :param env: an environment in the reader's language
    :rtype: str
    """
    return env._("« %(words)s »", words=words)


def named(env, name, sentence):
    """A sentence, and before it what it is about.

    :param env: an environment in the reader's language
    :rtype: str
    """
    return env._("%(name)s: %(sentence)s", name=name, sentence=sentence)
