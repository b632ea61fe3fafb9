"""The service code that a customer's contacts propose."""


def set_service_code(record, customer, delivery):
    """Propose the service code of the contacts, where nobody typed another one.

    :param record: invoice or order, with ``buyer_reference`` and
        ``l10n_fr_chorus_service_default``
    :param customer: partner that is invoiced, empty where nothing is to be proposed
    :param delivery: partner that is delivered
    """
    proposed = record.l10n_fr_chorus_service_default
    code = customer._chorus_usual_service_code(delivery)
    is_typed = record.buyer_reference and record.buyer_reference != proposed
    record.buyer_reference = record.buyer_reference if is_typed else code
    record.l10n_fr_chorus_service_default = code
