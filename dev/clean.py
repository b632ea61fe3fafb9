"""`python3 -m dev.clean`: delete databases and outputs; downloads are kept."""

import shutil

from dev import console, postgres
from dev.console import say
from dev.environment import CACHE, CHECKOUT, DATA_DIR, TEST_OUTPUT

DATABASES = (
    "chorus_demo",
    "chorus_newcomer_",
    "chorus_screens_",
    "chorus_test_",
    "chorus_system_",
    "chorus_template_",
)


def main():
    if postgres.own_cluster():
        postgres.remove()
        shutil.rmtree(DATA_DIR, ignore_errors=True)
    else:
        for prefix in DATABASES:
            for name in postgres.databases(prefix):
                postgres.drop(name)
    for folder in (TEST_OUTPUT, CHECKOUT / ".demo"):
        shutil.rmtree(folder, ignore_errors=True)
    for folder in CHECKOUT.rglob("__pycache__"):
        shutil.rmtree(folder, ignore_errors=True)
    say(f"cleaned; downloads are kept in {CACHE}")


if __name__ == "__main__":
    console.main(main)
