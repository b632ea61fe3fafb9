from . import (
    account_edi_xml_cii,
    account_move,
    account_move_send,
    deposit,
    deposit_follow_up,
    document,
    document_recovery,
    document_refresh,
    event,
    res_company,
    res_config_settings,
    res_partner,
)
