"""`python3 -m dev.registry_dump FILE`: what the addon makes of Odoo's models, as text.

One line for each field of ours, and for each method of ours the addons that define it,
in the order of their calls. A change of the order of files alone leaves it as it is.
"""

import os
import sys
from pathlib import Path

from dev import console, postgres, template
from dev.environment import ADDON, CHECKOUT_HASH, odoo_environment
from dev.odoo import odoo_command

PREFIX = f"chorus_test_{CHECKOUT_HASH}_registry_"
SHOWN = (
    *("type", "store", "index", "required", "readonly", "copy", "translate"),
    *("groups", "company_dependent", "related", "comodel_name", "inverse_name"),
    *("string", "help", "compute", "inverse", "search", "compute_sudo", "precompute"),
)
SCRIPT = f"""
import os
lines = []
for name, model in sorted(env.registry.items()):
    bases = [base for base in model.__mro__ if hasattr(base, "_module")]
    ours = [base for base in bases if base._module == "{ADDON}"]
    if not ours:
        continue
    for field in sorted(model._fields.values(), key=lambda field: field.name):
        if field._module != "{ADDON}" and "{ADDON}" not in (field._modules or ()):
            continue
        shown = {{key: getattr(field, key, None) for key in {SHOWN}}}
        for key, value in shown.items():
            if callable(value):
                shown[key] = value.__name__
        depends = sorted(env.registry.field_depends.get(field, ()))
        lines.append(f"{{field}}: {{shown}} depends {{depends}}")
    names = {{n for base in ours for n, v in vars(base).items() if callable(v)}}
    for method in sorted(names):
        order = [b._module for b in bases if b._module and method in vars(b)]
        lines.append(f"{{name}}.{{method}}(): {{' > '.join(order)}}")
with open(os.environ["REGISTRY_DUMP"], "w", encoding="utf-8") as target:
    target.write("\\n".join(lines) + "\\n")
"""


def main():
    target = Path(sys.argv[1]).resolve()
    name = f"{PREFIX}{os.getpid()}"
    template.copy_to(name)
    try:
        install = ("-i", ADDON, "--stop-after-init", "--no-http", "--log-level=warn")
        console.run(odoo_command(*install, database=name), env=odoo_environment())
        shell = odoo_command("--log-level=warn", database=name, subcommand="shell")
        environment = odoo_environment(REGISTRY_DUMP=str(target))
        console.run(shell, env=environment, stdin=SCRIPT)
    finally:
        postgres.drop(name)
    lines = target.read_text(encoding="utf-8").splitlines()
    console.say(f"wrote {target}: {len(lines)} lines")


if __name__ == "__main__":
    console.main(main)
