"""Rules of the complementary documents of an invoice (``doc/portal.md``, R 3)."""

from collections import Counter

from ...chorus_api.files import (
    ATTACHMENT_EXTENSIONS,
    ATTACHMENT_LIMIT,
    ATTACHMENT_NAME_LIMIT,
    ATTACHMENTS_LIMIT,
    FILE_LIMIT,
    MEGABYTE,
    XML_ATTACHMENTS_LIMIT,
    split_name,
)
from ..einvoice.facturx_document import RESERVED_NAMES, XML_MIME_TYPES


def attachment_sentences(move):
    """What is wrong with the documents that go with an invoice.

    :param move: an ``account.move``
    :rtype: list of str, empty where nothing is
    """
    attachments = move.l10n_fr_chorus_attachment_ids
    sentences = document_sentences(move.env, attachments)
    if move._chorus_submission_mode().code == "facturx":
        sentences += _sentences_of_reserved_names(move.env, attachments)
        sentences += _sentences_of_weight(move.env, attachments)
    elif move._chorus_submission_mode().syntax:
        sentences += _sentences_of_kinds(move.env, attachments)
        sentences += _sentences_of_xml(move.env, attachments)
    return sentences


def document_sentences(env, attachments):
    """What is wrong with documents, whatever way they take to the portal.

    :rtype: list of str
    """
    sentences = [
        sentence
        for attachment in attachments
        for sentence in _sentences_of_one(env, attachment)
    ]
    names = Counter(attachment._chorus_name() for attachment in attachments)
    sentences += [
        env._("Two documents are called %s. Rename one of them.", name)
        for name, count in names.items()
        if count > 1
    ]
    return sentences


def _sentences_of_kinds(env, attachments):
    """What an XML has no place for (BR-CL-24 of EN 16931)."""
    return [
        env._(
            "An XML cannot carry %s: PDF, PNG, JPEG, CSV, XLSX and ODS only. Choose the"
            " format Factur-X for this customer, or take the document away.",
            attachment._chorus_name(),
        )
        for attachment in attachments
        if attachment.mimetype not in XML_MIME_TYPES
    ]


def _sentences_of_reserved_names(env, attachments):
    return [
        env._(
            "The name %s is kept for the data of the invoice inside the PDF. Rename the"
            " document.",
            attachment._chorus_name(),
        )
        for attachment in attachments
        if attachment._chorus_name().lower() in RESERVED_NAMES
    ]


def _sentences_of_xml(env, attachments):
    weight = sum(attachments.mapped("file_size"))
    if weight > XML_ATTACHMENTS_LIMIT:
        yield env._(
            "In an XML the documents may weigh 7.5 MB together. Make them smaller or"
            " fewer, or choose the format Factur-X for this customer."
        )


def _sentences_of_weight(env, attachments):
    weight = sum(attachments.mapped("file_size"))
    if weight > ATTACHMENTS_LIMIT:
        yield env._(
            "The documents of an invoice may weigh %s MB together. Take some away.",
            ATTACHMENTS_LIMIT // MEGABYTE,
        )
    elif weight >= FILE_LIMIT:
        yield env._(
            "With its documents the invoice would weigh more than the %s MB that Chorus"
            " Pro takes in one file. Make them smaller or fewer.",
            FILE_LIMIT // MEGABYTE,
        )


def _sentences_of_one(env, attachment):
    name = attachment._chorus_name()
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
