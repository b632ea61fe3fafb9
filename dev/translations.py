"""`python3 -m dev.translations`: write the templates of translations, and bring the
French of each addon up to them; prints what is not in French yet."""

import os

from dev import console, postgres, template
from dev.environment import CHECKOUT, CHECKOUT_HASH, odoo_environment, own_addons
from dev.odoo import odoo_command

PREFIX = f"chorus_test_{CHECKOUT_HASH}_translations_"
SCRIPT = """
import io
import polib
from odoo.tools.misc import file_path
from odoo.tools.translate import trans_export

for addon in {addons}:
    with io.BytesIO() as exported:
        trans_export(False, [addon], exported, "po", env)
        new = polib.pofile(exported.getvalue().decode(), wrapwidth=78)
    french = polib.pofile(file_path(f"{{addon}}/i18n/fr.po"))
    kept = {{entry.msgid: entry.msgstr for entry in french}}
    for name in (f"{{addon}}.pot", "fr.po"):
        path = file_path(f"{{addon}}/i18n/{{name}}")
        old = polib.pofile(path)
        old.wrapwidth = 78
        old.clear()
        for entry in new:
            entry.msgstr = kept.get(entry.msgid, "") if name == "fr.po" else ""
            if name == "fr.po" and not entry.msgstr:
                print("not in French:", addon, repr(entry.msgid))
            old.append(entry)
        old.save(path)
"""


def main():
    name = f"{PREFIX}{os.getpid()}"
    template.copy_to(name)
    try:
        install = ("-i", ",".join(own_addons()), "--stop-after-init", "--no-http")
        command = odoo_command(*install, "--log-level=warn", database=name)
        console.run(command, env=odoo_environment())
        shell = odoo_command("--log-level=warn", database=name, subcommand="shell")
        script = SCRIPT.format(addons=list(own_addons()))
        print(console.run(shell, env=odoo_environment(), stdin=script).stdout, end="")
    finally:
        postgres.drop(name)
    console.say(f"wrote i18n/ of {', '.join(own_addons())} in {CHECKOUT}")


if __name__ == "__main__":
    console.main(main)
