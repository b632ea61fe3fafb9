"""Which rejections the law does not allow: one table, read by both sides."""

from odoo.tests import BaseCase, tagged

from ..models.telling.unlawful import UNLAWFUL, Rejection, unlawful_rows

# Code, article, and what is known of a rejection that falls under it.
CASES = [
    ("works_amount", "CCP R.2192-34", {"is_works": True, "codes": {"MONTANT_ERR"}}),
    ("works_amount", "CCP R.2192-34", {"is_works": True, "codes": {"QTE_ERR"}}),
    *(
        ("works_amount", "CCP R.2192-34", {"is_works": True, "text": text})
        for text in (
            "Le montant ne correspond pas au constat",
            "AUTRE : quantités à revoir",
            "Métré erroné",
            "projet de décompte à reprendre, pénalités non déduites",
            "Prix n° 12 non conforme au bordereau",
            "Projet de décompte mensuel erroné",
            "Revoir la somme demandée",
        )
    ),
    (
        "works_amount",
        "CCP R.2192-34",
        {"is_works": True, "codes": {"AUTRE"}, "text": "Autre : avancement à 60 %"},
    ),
    ("missing_documents", "CCP R.2192-27", {"codes": {"JUSTIF_ABS"}}),
    ("missing_documents", "CCP R.2192-27", {"is_missing": True}),
    ("missing_documents", "CCP R.2192-27", {"text": "Bon de livraison manquant"}),
    ("after_order", "CCP R.2192-27", {"is_ordered": True, "codes": {"DOUBLE_FACT"}}),
    ("tacit_account", "CCAG Travaux 12.4.4", {"is_works": True, "framework": "A22"}),
    ("tacit_account", "CCAG Travaux 12.4.4", {"is_works": True, "framework": "A23"}),
    ("late_refusal", "CCP R.2193-12", {"framework": "A9", "days_to_refuse": 16}),
]
LAWFUL = [
    {"codes": {"MONTANT_ERR"}},  # an ordinary invoice
    {"is_works": True, "codes": {"DOUBLE_FACT"}, "text": "montant déjà facturé"},
    {"is_works": True, "text": "Projet de décompte adressé au mauvais destinataire"},
    {"is_works": True, "codes": {"AUTRE"}, "text": "Autre : marché terminé"},
    {"is_works": True, "text": "Nous ne sommes pas le maître d'œuvre de ce marché"},
    {"is_works": True, "text": "Projet de décompte à déposer dans le cadre A4"},
    {"is_works": True, "framework": "A22", "is_counted": False},
    {"framework": "A9", "days_to_refuse": 15},
    {"framework": "A12"},
]


def rejection(values):
    return Rejection(**{**values, "codes": frozenset(values.get("codes", ()))})


@tagged("post_install_l10n", "post_install", "-at_install")
class TestUnlawful(BaseCase):
    def test_each_row_with_its_article(self):
        for code, article, values in CASES:
            with self.subTest(code=code, values=values):
                rows = unlawful_rows(rejection(values))
                self.assertIn(code, [row.code for row in rows])
                self.assertEqual(UNLAWFUL[code].article, article)
        self.assertEqual({code for code, *_rest in CASES}, set(UNLAWFUL))

    def test_what_the_law_allows(self):
        for values in LAWFUL:
            with self.subTest(values=values):
                self.assertEqual(unlawful_rows(rejection(values)), [])

    def test_each_row_says_all_that_a_letter_needs(self):
        for row in UNLAWFUL.values():
            number = row.article.removeprefix("CCP R.").removeprefix("CCAG Travaux ")
            self.assertIn(number, row.ground)
            self.assertTrue(row.request[0].islower() and row.request[-1] != ".")
