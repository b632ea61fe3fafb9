"""`python3 -m dev.simulator [OPTION...]`: the simulator in our virtual environment."""

import os
import sys

from dev import console
from dev.environment import CHECKOUT, odoo_environment, venv_python


def main():
    os.chdir(CHECKOUT)
    command = [str(venv_python()), "-m", "simulator", *sys.argv[1:]]
    os.execve(command[0], command, odoo_environment())


if __name__ == "__main__":
    console.main(main)
