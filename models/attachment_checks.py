"""Rules of the complementary documents of an invoice (section 3 of the rules)."""

from collections import Counter

from ..chorus_api.files import (
    ATTACHMENT_EXTENSIONS,
    ATTACHMENT_LIMIT,
    ATTACHMENT_NAME_LIMIT,
    ATTACHMENTS_LIMIT,
    MEGABYTE,
    split_name,
)


def attachment_sentences(move):
    """What is wrong with the documents that go with an invoice.

    :param move: an ``account.move``
    :rtype: list of str, empty where nothing is
    """
    attachments = move.l10n_fr_chorus_attachment_ids
    if attachments and move._chorus_submission_mode() != "facturx":
        return [
            move.env._(
                "An XML alone carries no documents: choose the format Factur-X in the"
                " settings of Chorus Pro, or take them away."
            )
        ]
    sentences = [
        sentence
        for attachment in attachments
        for sentence in _sentences_of_one(move.env, attachment)
    ]
    names = Counter(attachments.mapped("name"))
    sentences += [
        move.env._("Two documents are called %s. Rename one of them.", name)
        for name, count in names.items()
        if count > 1
    ]
    if sum(attachments.mapped("file_size")) > ATTACHMENTS_LIMIT:
        sentences.append(
            move.env._(
                "The documents of an invoice may weigh %s MB together. Take some away.",
                ATTACHMENTS_LIMIT // MEGABYTE,
            )
        )
    return sentences


def _sentences_of_one(env, attachment):
    name = attachment.name or ""
    _stem, extension = split_name(name)
    if len(name) > ATTACHMENT_NAME_LIMIT:
        yield env._(
            "The name %s is longer than 50 characters. Click Shorten the Names.", name
        )
    if extension not in ATTACHMENT_EXTENSIONS:
        yield env._(
            "Chorus Pro does not take %s: its kind of file is not on the list.", name
        )
    if not attachment.file_size:
        yield env._("The document %s is empty.", name)
    elif attachment.file_size >= ATTACHMENT_LIMIT:
        yield env._(
            "The document %(name)s weighs %(limit)s MB or more. Make it smaller.",
            name=name,
            limit=ATTACHMENT_LIMIT // MEGABYTE,
        )
