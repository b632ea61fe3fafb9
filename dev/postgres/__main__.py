"""`python3 -m dev.postgres start|stop|status|copy NAME|drop NAME`

`copy` makes a database from the template, which is built first if need be. `status`
prints `running` or `stopped`; its exit status is 0 or 3.
"""

import sys

from dev import console, postgres, template
from dev.console import DevError


def main():
    action, *names = sys.argv[1:] or ["status"]
    if action == "start":
        postgres.ensure_cluster()
    elif action == "stop":
        postgres.stop()
    elif action == "status":
        running = postgres.is_ready()
        print("running" if running else "stopped")
        return 0 if running else 3
    elif action == "copy" and names:
        postgres.ensure_cluster()
        template.copy_to(names[0])
    elif action == "drop" and names:
        postgres.ensure_cluster()
        postgres.drop(names[0])
    else:
        raise DevError(__doc__.partition("\n")[0])
    return 0


if __name__ == "__main__":
    console.main(main)
