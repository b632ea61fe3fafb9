"""Everything a person reads is in French, and written as French is."""

import io
import re

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path
from odoo.tools.translate import trans_export

NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
# A sign that wants a narrow no-break space before it, or after it, and has none.
BADLY_SPACED = re.compile(rf"(?<!{NARROW_SPACE})[:;?!»]|«(?!{NARROW_SPACE})")
PLACEHOLDER = re.compile(r"%\(\w+\)s|%s")


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTranslations(TransactionCase):
    addon = "l10n_fr_chorus_pro"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.french = polib.pofile(file_path(f"{cls.addon}/i18n/fr.po"))
        with io.BytesIO() as exported:
            trans_export(False, [cls.addon], exported, "po", cls.env)
            cls.terms = {e.msgid for e in polib.pofile(exported.getvalue().decode())}

    def test_every_term_is_translated_and_none_is_left_over(self):
        translated = {entry.msgid for entry in self.french if entry.msgstr}
        self.assertEqual(self.terms - translated, set(), "not in French")
        self.assertEqual(translated - self.terms, set(), "not used any more")
        template = polib.pofile(file_path(f"{self.addon}/i18n/{self.addon}.pot"))
        self.assertEqual({entry.msgid for entry in template}, self.terms)

    def test_placeholders_are_those_of_the_source(self):
        for entry in self.french:
            with self.subTest(text=entry.msgid):
                source, target = (
                    sorted(PLACEHOLDER.findall(text))
                    for text in (entry.msgid, entry.msgstr)
                )
                self.assertEqual(target, source)

    def test_french_spacing(self):
        for entry in self.french:
            text = re.sub(r"<[^>]+>", "", entry.msgstr)
            with self.subTest(text=text):
                self.assertNotRegex(text, BADLY_SPACED)
