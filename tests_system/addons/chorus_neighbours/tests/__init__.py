from . import (
    test_declared,
    test_flows,
    test_guards,
    test_payment_mode,
    test_send,
    test_tour,
)
