"""`python3 -m dev.run MODULE [OPTION...]`: a module in our virtual environment."""

import os
import sys

from dev import console
from dev.console import DevError
from dev.environment import CHECKOUT, odoo_environment, venv_python


def main():
    if len(sys.argv) < 2:
        raise DevError(__doc__)
    os.chdir(CHECKOUT)
    command = [str(venv_python()), "-m", *sys.argv[1:]]
    os.execve(command[0], command, odoo_environment())


if __name__ == "__main__":
    console.main(main)
