"""States follow each other as the diagrams at their fields say, whatever happens."""

from odoo.tests import TransactionCase, tagged

from .state_diagram import STEPS


@tagged("post_install_l10n", "post_install", "-at_install")
class TestStateDiagram(TransactionCase):
    # After all others: what they did is compared.
    test_sequence = 1000

    def test_it(self):
        from pathlib import Path

        Path("/tmp/steps.txt").write_text(
            "\n".join(
                map(str, [*sorted(STEPS.documents), "--", *sorted(STEPS.deposits)])
            )
        )
