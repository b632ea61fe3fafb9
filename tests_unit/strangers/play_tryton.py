"""Plays Tryton's own network scenario of Chorus Pro, unchanged but for two addresses.

Run by its environment: ``python play_tryton.py URL``. Its settings are environment
variables of Tryton (see ``test_strangers.py``).
"""

import sys
import unittest

from trytond.modules.account_fr_chorus import account
from trytond.modules.account_fr_chorus.tests import test_scenario


def main(url: str) -> int:
    account.OAUTH_TOKEN_URL["service-qualif"] = f"{url}/api/oauth/token"
    account.API_URL["service-qualif"] = url
    suite = unittest.defaultTestLoader.loadTestsFromModule(test_scenario)
    result = unittest.TextTestRunner().run(suite)
    # A scenario that was left out proves nothing.
    played = result.testsRun == 1 and not result.skipped
    return 0 if played and result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
