from . import (
    test_access,
    test_channels,
    test_refresh,
    test_refusals,
    test_send,
    test_status_texts,
    test_tour,
)
