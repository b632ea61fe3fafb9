from . import test_declared, test_flows, test_guards, test_send
