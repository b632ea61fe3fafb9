"""Who follows what: nobody is written to who did not ask for it."""

from odoo.tests import new_test_user, tagged

from ..models.telling.message_subtypes import NEWS, PAID, REFUSED, SUSPENDED
from .common import ChorusCase
from .test_work_list import WorkListMixin


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestFollowers(WorkListMixin, ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleagues = {}
        for number, subtype in enumerate((NEWS, REFUSED, SUSPENDED, PAID, None)):
            cls.colleagues[subtype] = new_test_user(
                cls.env,
                login=f"collegue{number}",
                groups="account.group_account_invoice",
                company_id=cls.company.id,
                notification_type="inbox",
            )

    def new_followed(self):
        """An invoice that one colleague for each kind of news follows, and one without
        any choice of hers."""
        invoice = self.new_invoice()
        for subtype, user in self.colleagues.items():
            ids = self.env.ref(subtype).ids if subtype else None
            invoice.message_subscribe(user.partner_id.ids, ids)
        return invoice

    def told(self, invoice):
        """The kinds of news whose followers the latest message was brought to."""
        partners = invoice.sudo().message_ids.sorted("id")[-1].notified_partner_ids
        return {s for s, user in self.colleagues.items() if user.partner_id in partners}

    def test_each_kind_of_news_reaches_its_followers(self):
        invoice = self.new_followed()
        document = self.new_document(invoice, "DEPOSEE")
        for status, expected in {
            "MISE_A_DISPOSITION": {NEWS},
            "SUSPENDUE": {NEWS, SUSPENDED},
            "A_RECYCLER": {NEWS, SUSPENDED},
            "REJETEE": {NEWS, REFUSED},
            "REFUSEE_1": {NEWS, REFUSED},
            "MISE_EN_PAIEMENT": {NEWS, PAID},
            "STATUT_NOUVEAU": {NEWS},
        }.items():
            with self.subTest(status):
                document._chorus_post(
                    [document._chorus_status_news(status, document.status_date, "")]
                )
                self.assertEqual(self.told(invoice), expected)

    def test_our_own_states_and_what_is_past(self):
        invoice = self.new_followed()
        document = self.new_document(invoice, state="refused")
        document._chorus_say_state(reason="Fichier illisible")
        self.assertEqual(self.told(invoice), {NEWS, REFUSED})
        document._chorus_post(
            [document._chorus_status_news("SUSPENDUE", False, "", current=False)]
        )
        self.assertEqual(self.told(invoice), {NEWS})

    def test_a_refresh_tells_who_follows_suspensions(self):
        invoice = self.new_followed()
        self.integrate(invoice)
        self.simulator.advance(3600)
        self.simulator.set_status(
            invoice.l10n_fr_chorus_identifier, "SUSPENDUE", "Bon de livraison manquant"
        )
        self.run_refresh()
        follower = self.colleagues[SUSPENDED]
        notifications = self.env["mail.notification"].search(
            [("res_partner_id", "=", follower.partner_id.id)]
        )
        self.assertEqual(len(notifications), 1)
        self.assertIn("manquant", notifications.mail_message_id.body)

    def test_a_customer_is_never_told(self):
        """Neither as an ordinary follower nor as one who was given every subtype."""
        invoice = self.new_invoice()
        self.town.email = "compta@saint-aubin.example"
        other = self.new_customer("Préfecture", "12345678200028")
        other.email = "prefecture@example.com"
        invoice.message_subscribe(self.town.ids)
        every = [self.env.ref(name).id for name in (NEWS, REFUSED, SUSPENDED, PAID)]
        invoice.message_subscribe(other.ids, every)
        self.integrate(invoice)
        self.simulator.set_status(
            invoice.l10n_fr_chorus_identifier, "SUSPENDUE", "Bon de livraison manquant"
        )
        self.run_refresh()
        self.assertIn("Suspendue", self.messages(invoice)[-1])
        customers = self.town | other
        told = invoice.sudo().message_ids.notified_partner_ids
        self.assertFalse(told & customers)
        mails = self.env["mail.mail"].sudo().search([("model", "=", invoice._name)])
        self.assertFalse(mails.recipient_ids & customers)

    def test_a_message_survives_a_subtype_that_was_deleted(self):
        invoice = self.new_invoice()
        document = self.new_document(invoice, "SUSPENDUE")
        other = self.new_document(self.new_invoice(), "SUSPENDUE")
        self.env.ref(SUSPENDED).unlink()
        for documents in (document, document | other):
            news = [
                d._chorus_status_news("SUSPENDUE", d.status_date, "") for d in documents
            ]
            document._chorus_post(news)
            for told in documents.move_id:
                self.assertIn("Suspendue", self.messages(told)[-1])
                message = told.sudo().message_ids.sorted("id")[-1]
                self.assertEqual(message.subtype_id, self.env.ref("mail.mt_note"))
