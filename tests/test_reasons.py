from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import WANTS_SERVICE, ChorusCase

# Codes of the external specifications of Chorus Pro, by the way out that is proposed.
CANCEL = "DOUBLE_FACT SUPPR_MASSE".split()
KEEP_OPEN = "TRANSF_PMNT_REGIE SUPPR_COMP_AVOIR RETRAIT_MAN_SERV MARCHE_TERM".split()
REINVOICE = (
    "AUT_MOTIF_ERR_VALIDEUR AUTRE CONTACT_ACHTR COORD_BANC_ERR CREANCIER_ERR"
    " ERREUR_DONNEE_EJ EJ_ERR ERR_VALIDEUR FACT_NON_CONFORME HONORER_LA_COMMANDE"
    " LIVR_INCOMP MONTANT_ERR SE_ERR ST_CT_NON_DECLAR TX_TVA_ERR"
).split()

# Texts of refused deposits, and the field that each leads to.
ERRORS = (
    (
        "L'element FichierXml.SupplyChainTradeTransaction.ApplicableHeaderTrade"
        "Settlement.SpecifiedTradeSettlementPaymentMeans.TypeCode.value est"
        " obligatoire.",
        "partner_bank_id",
    ),
    (
        "L'engagement juridique/service (FichierXml.BuyerReference.value) est"
        " obligatoire",
        "buyer_reference",
    ),
    (
        "L'engagement juridique (FichierXml.BuyerOrderReferencedDocument"
        ".IssuerAssignedID.value) est obligatoire pour ce destinataire.",
        "purchase_order_reference",
    ),
    (
        "L'engagement juridique ou le service (BuyerReference.value) est obligatoire"
        " pour ce destinataire.",
        "purchase_order_reference",
    ),
    (
        "Le code service « X » (balise : BuyerReference.value) n'existe pas ou n'est"
        " pas actif pour ce destinataire.",
        "buyer_reference",
    ),
    (
        "Le champ identifiant de la facture (FichierXml.ExchangedDocument.ID.value) ne"
        " doit pas depasser 20 caracteres.",
        "code",
    ),
    (
        "Vous avez déjà déposé une demande de paiement avec ce numéro de facture pour"
        " cette structure.",
        "name",
    ),
    ("Destinataire non trouvé ou inactif", "company_registry"),
    (
        "Le destinataire (balise : X) n'a pas ete trouve ou est inactif.",
        "company_registry",
    ),
    (
        "L'identifiant fournisseur de la demande de paiement (balise : X) n'est pas"
        " reference dans notre systeme.",
        "company_registry",
    ),
    ("Le valideur est obligatoire pour le cadre A9.", "l10n_fr_chorus_validator_id"),
    (
        "L'identifiant fournisseur est un SIREN : il doit etre un SIRET de 14 chiffres"
        " (balise : X).",
        "company_registry",
    ),
    (
        "L'element SpecifiedTradeSettlementPaymentMeans.PayeePartyCreditorFinancial"
        "Account.IBANID.value est obligatoire.",
        "partner_bank_id",
    ),
    ("Le numero de facture (X.ID.value) ne doit pas etre une date.", "code"),
    (
        "Le total d'un avoir doit etre positif (balise : GrandTotalAmount.value).",
        "invoice_line_ids",
    ),
    (
        "Une facture deja payee (cadre A2) doit etre acquittee en totalite : le net a"
        " payer doit valoir 0 (balise : LegalMonetaryTotal.PayableAmount.value).",
        "l10n_fr_chorus_framework",
    ),
    (
        "La synthese de l'en-tete est incorrecte : GrandTotalAmount vaut 12.00, HT plus"
        " TVA 13.00.",
        "invoice_line_ids",
    ),
    (
        "La piece jointe « plan.exe » est d'un type inconnu ou non autorise.",
        "l10n_fr_chorus_attachment_ids",
    ),
    (
        "Les pieces jointes depassent ensemble 120 Mo.",
        "l10n_fr_chorus_attachment_ids",
    ),
    (
        "Le cadre de facturation « Z9 » (balise : X) n'est pas autorise.",
        "l10n_fr_chorus_framework",
    ),
)


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestReasons(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reasons = cls.env["l10n_fr_chorus_pro.reason"]

    def test_every_code_of_a_customer_proposes_its_way_out(self):
        expected = {
            **dict.fromkeys(CANCEL, "cancel"),
            **dict.fromkeys(KEEP_OPEN, "keep_open"),
            **dict.fromkeys(REINVOICE, "reinvoice"),
        }
        for code, way_out in expected.items():
            for text in (code, f"{code} : voir notre courrier", f"{code} - voir"):
                with self.subTest(text=text):
                    found = self.reasons._chorus_find(text)
                    self.assertEqual(found.mapped("code"), [code])
                    self.assertEqual(found.way_out, way_out)

    def test_labels_are_known_whatever_case_and_accents(self):
        for text in ("Marché terminé", "MARCHE TERMINE", "le  marché\nterminé en mai"):
            found = self.reasons._chorus_find(text)
            self.assertEqual(found.code, "MARCHE_TERM", text)
        for reason in self.reasons.search([("kind", "=", "motif")]):
            self.assertIn(reason, self.reasons._chorus_find(reason.label))

    def test_free_text_proposes_nothing(self):
        for text in (
            "",
            False,
            "Merci d'envoyer la facture à un AUTRE service",
            "autrement dit, non",
            "UNE AUTRE FACTURE - la bonne",
            "Bon de livraison manquant",
        ):
            self.assertFalse(self.reasons._chorus_find(text), text)

    def test_errors_of_flows_lead_to_the_field(self):
        for text, field in ERRORS:
            with self.subTest(text=text):
                found = self.reasons._chorus_find(text)
                self.assertEqual(found.field_id.mapped("name"), [field])
                self.assertEqual(len(found), 1)

    def test_a_text_of_two_errors_explains_both(self):
        found = self.reasons._chorus_find(f"{ERRORS[2][0]} {ERRORS[6][0]}")
        self.assertEqual(
            found.field_id.mapped("name"), ["purchase_order_reference", "name"]
        )

    def test_an_integrator_adds_rows_without_code(self):
        manager = new_test_user(
            self.env,
            login="chef",
            groups="account.group_account_manager",
            company_id=self.company.id,
        )
        text = "Budget clos : voir la trésorerie"
        values = {"label": "Budget clos", "match": "budget clos", "explanation": "Zut."}
        self.assertFalse(self.reasons._chorus_find(text))
        with self.assertRaises(AccessError):
            self.reasons.with_user(self.accountant).create(values)
        added = self.reasons.with_user(manager).create(values)
        self.assertEqual(self.reasons._chorus_find(text), added)
        added.match = "budget epuise"
        self.assertFalse(self.reasons._chorus_find(text))
        self.assertTrue(self.reasons._chorus_find("Budget épuisé"))
        added.active = False
        self.assertFalse(self.reasons._chorus_find("Budget épuisé"))
        with self.assertRaises(ValidationError):
            added.match = " * \n"
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.reasons.create({**values, "code": "DOUBLE_FACT"})

    def test_a_rejection_is_explained_beside_its_own_words(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        self.simulator.set_status(
            invoice.l10n_fr_chorus_identifier, "REJETEE", "SE_ERR – mauvais service"
        )
        self.run_refresh()
        message = self.messages(invoice)[-1]
        banner = " ".join(a["message"] for a in invoice.alerts.values())
        for text in (message, banner):
            self.assertIn("«\u202fmauvais service\u202f»", text)
            self.assertNotIn("SE_ERR", text)
            self.assertIn("n'est pas celui du service", text)
            self.assertIn("Code service", text)

    def test_an_unknown_reason_is_shown_as_it_is(self):
        invoice = self.new_invoice()
        self.integrate(invoice)
        self.simulator.set_status(
            invoice.l10n_fr_chorus_identifier, "SUSPENDUE", "Voir <M. Durand>"
        )
        self.run_refresh()
        self.assertFalse(invoice.l10n_fr_chorus_explanation)
        self.assertIn("Voir <M. Durand>", self.messages(invoice)[-1])
        banner = " ".join(a["message"] for a in invoice.alerts.values())
        self.assertIn("Voir <M. Durand>", banner)

    def test_a_refused_deposit_names_the_field(self):
        school = self.new_customer("École", WANTS_SERVICE)
        invoice = self.new_invoice(school)
        self.send(invoice)
        self.simulator.advance(120)
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        self.assertIn("Code service", self.messages(invoice)[-1])
        self.assertIn("Code service", invoice.l10n_fr_chorus_explanation)
