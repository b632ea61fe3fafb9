from odoo.tests import tagged

from odoo.addons.l10n_fr_chorus_pro.tests import test_translations as main


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTranslations(main.TestTranslations):
    allow_inherited_tests_method = True
    addon = "l10n_fr_chorus_pro_purchase"
