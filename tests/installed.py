"""What our own tests need beyond ``requirements.txt``: who has it not skips them.

Odoo imports the tests of every installed module, also where it is tested for others.
"""

from importlib.util import find_spec
from unittest import SkipTest


def need(package, purpose):
    """Leave a test out where a package is missing; `make test` takes that as a failure.

    :param str package: name of the import
    :param str purpose: what it is needed for
    :raises SkipTest: with a sentence
    """
    if find_spec(package) is None:
        raise SkipTest(f"Not installed: {package} ({purpose}).")
