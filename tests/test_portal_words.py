"""How the real portal words its refusals, and what a person reads of them."""

from odoo import fields
from odoo.tests import tagged

from ..models.telling.own_reasons import OWN_REASONS
from .recovery_common import RecoveryCase

PAYMENT = (
    "L'element FichierXml.SupplyChainTradeTransaction.ApplicableHeaderTradeSettlement"
    ".SpecifiedTradeSettlementPaymentMeans.TypeCode.value est obligatoire."
)
TOO_LONG = (
    "Le champ identifiant de la facture (FichierXml.ExchangedDocument.ID.value) ne doit"
    " pas depasser 20 caracteres."
)
SERVICE = "Le service (FichierXml.BuyerReference.value) est obligatoire."
STRANGE = "Une regle que personne ne connait n'est pas respectee."
XSD = (
    "IRRECEVABILITE: cvc-datatype-valid.1.2.1: '-1 324,60' is not a valid value for"
    " 'decimal'. - ligne: {} - position: 60"
)


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestPortalWords(RecoveryCase):
    def schema_errors(self, count):
        return [
            {
                "codeErreur": "ERR_XSD_001",
                "libelleErreur": XSD.format(number),
                "natureErreur": "BLOQUANTE",
            }
            for number in range(count)
        ]

    def refused_with(self, invoice, *labels, bare=False):
        """Send it; the report names it once for each label."""
        self.send(invoice)
        errors = [{"numeroDP": invoice.name, "libelleErreurDP": x} for x in labels]
        self.report("IN_REJETE", listeErreurDP=errors[0] if bare else errors)
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        return self.messages(invoice)[-1]

    def test_messages_in_one_text_are_lines_each_explained(self):
        """As it comes today; one for each message was the way before."""
        lines = [PAYMENT, SERVICE]
        for labels in (["|".join(lines)], lines):
            with self.subTest(labels=len(labels)):
                invoice = self.new_invoice()
                message = self.refused_with(invoice, *labels)
                self.assertEqual(invoice.l10n_fr_chorus_reason.splitlines(), lines)
                # What each means stands before its words, and both before the next.
                told = [
                    "moyen de paiement",
                    "«\u202fL'element “TypeCode” est obligatoire\u202f»",
                    "code service",
                    "«\u202fLe service est obligatoire\u202f»",
                    "Corrigez ce qui est indiqué",
                ]
                banner = invoice.alerts["l10n_fr_chorus_pro_action"]["message"]
                for text in (message.replace("\n", " "), banner):
                    places = [text.index(words) for words in told]
                    self.assertEqual(places, sorted(places))
                    self.assertEqual(text.count("Le service est obligatoire"), 1)
                    self.assertNotIn("FichierXml", text)
                deposit = invoice.l10n_fr_chorus_document_ids.deposit_id
                first, second = deposit.failure_words.splitlines()
                self.assertIn("TypeCode", first)
                self.assertIn("Le service est obligatoire", second)

    def test_an_error_without_its_list(self):
        invoice = self.new_invoice()
        self.refused_with(invoice, f"{PAYMENT}|{STRANGE}", bare=True)
        self.assertEqual(invoice.l10n_fr_chorus_reason.splitlines(), [PAYMENT, STRANGE])

    def test_a_text_that_the_portal_cut_says_so(self):
        invoice = self.new_invoice()
        label = f"{TOO_LONG}|{PAYMENT}{STRANGE}"[:255]
        self.refused_with(invoice, label)
        first, second = invoice.l10n_fr_chorus_reason.splitlines()
        self.assertEqual(first, TOO_LONG)
        self.assertTrue(second.endswith("…"))

    def test_words_of_two_messages_make_no_third(self):
        """« piece jointe * doit peser moins » is one message or none."""
        invoice = self.new_invoice()
        message = self.refused_with(
            invoice, "La piece jointe est lue.|Le fichier doit peser moins."
        )
        self.assertNotIn("10 Mo", message)

    def test_a_number_taken_is_found_among_other_messages(self):
        self.integrate(self.new_invoice())
        other = self.new_invoice()
        self.lose_answer(other, "after")
        self.simulator.advance(300)
        self.deposit_of(other)._chorus_give_up()
        self.resume()
        self.spoil_search()  # the look before the sending shows nothing yet
        self.send(other)
        taken = "Vous avez déjà déposé une demande de paiement avec ce numéro"
        self.report("IN_REJETE", (other, f"{STRANGE}|{taken}"))
        self.run_deposits()
        self.assertEqual(other.l10n_fr_chorus_state, "made_available")

    def test_dozens_of_format_errors_are_one_sentence(self):
        invoice = self.new_invoice()
        self.send(invoice)
        self.report("IN_REJETE", listeErreurTechnique=self.schema_errors(53))
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
        narrow = "\N{NARROW NO-BREAK SPACE}"
        self.assertEqual(
            invoice.l10n_fr_chorus_reason,
            f"Le fichier ne respecte pas le format (erreurs{narrow}: 53).",
        )
        message = self.messages(invoice)[-1]
        self.assertIn("Le fichier ne respecte pas le format", message)
        self.assertNotIn("«\u202fLe fichier", message, "no words of the portal")
        self.assertNotIn("cvc-", message)
        self.assertIn("Ce n'est pas une erreur de saisie", message)
        deposit = invoice.l10n_fr_chorus_document_ids.deposit_id
        self.assertEqual(len(deposit.report_details.splitlines()), 53)
        self.assertIn("ligne: 52", deposit.report_details)
        self.assertNotIn("cvc-", deposit.failure)
        document = invoice.l10n_fr_chorus_document_ids
        self.assertEqual(
            document.reason_id, self.env.ref("l10n_fr_chorus_pro.reason_format")
        )

    def test_of_a_lot_nobody_says_which_file_it_is(self):
        first, second = self.queue(self.new_invoice(), self.new_invoice())
        self.run_deposits()
        self.report("IN_REJETE", listeErreurTechnique=self.schema_errors(2))
        self.run_deposits()
        for invoice in (first, second):
            self.assertEqual(invoice.l10n_fr_chorus_state, "refused")
            self.assertIn("une par une", invoice.l10n_fr_chorus_reason)

    def test_what_we_say_is_not_quoted_as_theirs(self):
        reasons = self.env["l10n_fr_chorus_pro.reason"]
        values = {"number": "F1", "date": "?", "amount": "1", "recipient": "(R)"}
        values["status"] = "Suspendue"
        for lang in ("fr_FR", "en_US"):
            env = self.env(context={"lang": lang})
            for text in OWN_REASONS:
                line = env._(text)
                line %= values if "%(" in line else ("12",) * line.count("%s")
                with self.subTest(line=line):
                    self.assertEqual(reasons._chorus_in_guillemets(line), line)
        self.assertIn("«\u202f", reasons._chorus_in_guillemets(STRANGE))

    # -- A flow that nobody knows yet ------------------------------------------

    def test_an_unknown_flow_is_waited_for(self):
        """For three days; then a person is told, and nothing is sent again."""
        invoice = self.new_invoice()
        self.send(invoice)
        deposit = self.deposit_of(invoice).sudo()
        self.simulator.fault("consulterCRDetaille", "flow_unknown", times=None)
        before = len(self.messages(invoice))
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        self.assertGreater(deposit.next_check_at, fields.Datetime.now())
        invoice.action_chorus_refresh()  # no refusal, not even for who asks
        self.assertEqual(len(self.messages(invoice)), before)
        now = fields.Datetime.now()
        deposit.deposited_at = fields.Datetime.subtract(now, days=4)
        self.pass_time(deposit, hours=96)
        for _run in range(3):
            self.run_deposits()
            self.assertEqual(invoice.l10n_fr_chorus_state, "uncertain")
        self.assertEqual(self.posts(), 1)
        self.simulator.control("DELETE", "faults")
        self.simulator.advance(300)
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")
        self.assertEqual(self.posts(), 1)

    def test_the_first_seconds_of_a_flow(self):
        """As long as the portal takes to know of it, in its own time."""
        self.simulator.control("POST", "settings", {"flow_unknown_for": 100})
        invoice = self.new_invoice()
        self.send(invoice)
        self.simulator.advance(60)
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "deposited")
        self.simulator.advance(200)
        self.run_deposits()
        self.assertEqual(invoice.l10n_fr_chorus_state, "made_available")

    def test_its_attestation_is_not_there_yet(self):
        invoice = self.new_invoice()
        self.send(invoice)
        deposit = self.deposit_of(invoice).sudo()
        self.simulator.fault("consulterCR", "flow_unknown")
        self.assertFalse(deposit._chorus_report_file())
        self.assertTrue(deposit._chorus_report_file())
