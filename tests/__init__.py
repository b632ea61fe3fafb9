from . import (
    test_access,
    test_channels,
    test_checks,
    test_circuit,
    test_guards,
    test_lots,
    test_recovery,
    test_refresh,
    test_refusals,
    test_send,
    test_status_texts,
    test_tour,
)
