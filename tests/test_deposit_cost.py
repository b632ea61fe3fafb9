"""What a deposit costs an invoice, and what handing many over at once must not lose."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.connection.submission_modes import SUBMISSION_MODES
from ..models.deposit.document_sending import Attempt
from ..models.sending import deposit as sending
from ..models.telling.message_subtypes import NEWS, PAID, REFUSED, SUSPENDED
from .door_common import DoorCase
from .refresh_common import RefreshCase

# As many as core's scheduled action hands over at a time.
PORTION = 10
# Queries an invoice, by how many there are: (hand-over, from there to its identifier).
LIMITS = {10: (12, 17), 50: (12, 5)}
# The same of what goes by a door, one by one, from the queue to its PDF; a run takes 40
# more.
DOOR_LIMITS = {"pdf": 51, "entry": 69}
# What a reader or a mail server sees of a message.
COMPARED = (
    "author_id",
    "email_from",
    "message_type",
    "model",
    "record_alias_domain_id",
    "record_company_id",
    "reply_to",
    "subject",
    "subtype_id",
    "email_add_signature",
)


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestDepositCost(RefreshCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.l10n_fr_chorus_submission_mode = "cii"

    def new_invoices(self, count):
        return self.env["account.move"].union(
            *(self.new_invoice() for _number in range(count))
        )

    def hand_over(self, invoices):
        for start in range(0, len(invoices), PORTION):
            self.env["account.move.send"]._generate_and_send_invoices(
                self.env["account.move"].browse(invoices.ids[start : start + PORTION]),
                sending_methods=["chorus_pro"],
            )

    def identify(self, invoices):
        self.run_deposits()
        self.simulator.advance(300)
        self.run_deposits()
        self.assertTrue(all(i.l10n_fr_chorus_identifier for i in invoices))

    def queries(self, step, invoices):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        step(invoices)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_queries_and_calls_for_each_invoice(self):
        warm = self.new_invoices(1)
        for step in (self.hand_over, self.identify):
            step(warm)  # reads what is read once in a process
        for count, limits in LIMITS.items():
            invoices = self.new_invoices(count)
            self.forget_calls()
            steps = (self.hand_over, self.identify)
            for step, limit in zip(steps, limits, strict=True):
                queries = self.queries(step, invoices) / count
                with self.subTest(count, step=step.__name__, queries=queries):
                    self.assertLessEqual(queries, limit)
            self.assertLessEqual(len(self.simulator.calls()), 4)

    def test_a_rival_keeps_one_of_a_portion_back(self):
        """Another attempt of the second one was committed after it was looked for."""
        invoices = self.new_invoices(3)
        rival = self.env["l10n_fr_chorus_pro.document"].sudo()
        rival = rival.create(
            {**invoices[1]._chorus_document_values(), "state": "to_send"}
        )
        none = rival.browse()
        moves = self.env.registry["account.move"]
        with (
            patch.object(moves, "_chorus_live_documents", lambda _self: none),
            mute_logger("odoo.sql_db"),
        ):
            documents, sentences = self.env[
                "account.move.send"
            ]._chorus_write_down_invoices(
                {
                    invoice: {
                        "chorus_document": Attempt(
                            invoice, "a.xml", b"<a/>", SUBMISSION_MODES["cii"]
                        )
                    }
                    for invoice in invoices
                },
                invoices,
            )
        self.assertEqual(documents.move_id, invoices - invoices[1])
        self.assertEqual(list(sentences), [invoices[1]])
        for invoice in invoices:
            self.assertEqual(len(invoice.l10n_fr_chorus_document_ids), 1)
        self.assertEqual(documents.mapped("state"), ["to_send"] * 2)
        self.assertEqual([d._chorus_content() for d in documents], [b"<a/>"] * 2)

    def test_what_another_caller_cannot_hold_is_told(self):
        """Core's scheduled action tries again; whoever else sends is told."""
        invoices = self.new_invoices(2)
        with patch.object(sending, "take_unchanged_rows", lambda moves: moves[:1]):
            self.env["account.move.send"]._generate_and_send_invoices(
                invoices, allow_raising=False, sending_methods=["chorus_pro"]
            )
        self.assertEqual(invoices.mapped("l10n_fr_chorus_state"), ["to_send", False])
        (told,) = self.messages(invoices[1])
        self.assertIn("Réessayez", told)

    def test_nobody_deletes_what_was_deposited(self):
        """The author of the message may delete its files, were they copies."""
        invoice = self.new_invoice()
        self.send(invoice)
        document = invoice.l10n_fr_chorus_document_ids.sudo()
        files = self.last_message(invoice).attachment_ids
        files |= document.deposit_id._chorus_kept_files()[document.deposit_id]
        for file in files:
            with self.assertRaisesRegex(UserError, "preuve"):
                file.sudo().unlink()
        self.assertTrue(document._chorus_content())

    def followers(self, *subtypes):
        """Colleagues who have the news of one kind by e-mail, by kind."""
        return {
            subtype: new_test_user(
                self.env,
                login=f"suivi{number}",
                email=f"suivi{number}@atelier-lumiere.example",
                groups="account.group_account_invoice",
                company_id=self.company.id,
                notification_type="email",
            ).partner_id
            for number, subtype in enumerate(subtypes)
        }

    def mailed(self, invoice):
        """Whom each message of Chorus Pro was mailed to, oldest first."""
        messages = invoice.sudo().message_ids.sorted("id")
        told = messages.filtered(lambda m: "Chorus Pro" in (m.body or ""))
        return [m.notification_ids.res_partner_id for m in told]

    def test_followers_of_a_lot_have_their_mails(self):
        """Of a lot that arrives, and of one that is refused at the door."""
        kinds = (NEWS, REFUSED, SUSPENDED, PAID)
        followers = self.followers(*kinds)
        everything, refused = followers[NEWS], followers[REFUSED]
        arrived = [everything] * 2
        for follow_up, mailed in (
            (self.identify, arrived),
            (self.refuse, [everything | refused]),
        ):
            invoices = self.new_invoices(4)
            for invoice in invoices[:2]:
                for subtype, partner in followers.items():
                    invoice.message_subscribe(partner.ids, self.env.ref(subtype).ids)
            self.hand_over(invoices)
            follow_up(invoices)
            for invoice in invoices[:2]:
                self.assertEqual(self.mailed(invoice), mailed)
            for invoice in invoices[2:]:
                self.assertEqual(len(self.messages(invoice)), len(mailed))
                self.assertFalse(any(self.mailed(invoice)))

    def test_followers_of_what_comes_later_have_their_mails(self):
        kinds = (NEWS, REFUSED, SUSPENDED, PAID)
        followers = self.followers(*kinds)
        invoices = self.new_invoices(2)
        self.hand_over(invoices)
        self.identify(invoices)
        for subtype, partner in followers.items():
            invoices.message_subscribe(partner.ids, self.env.ref(subtype).ids)
        for status, kind in (
            ("SUSPENDUE", SUSPENDED),
            ("REJETEE", REFUSED),
            ("MISE_EN_PAIEMENT", PAID),
        ):
            self.simulator.advance(3600)
            self.change(invoices, status)
            self.run_refresh()
            for invoice in invoices:
                self.assertEqual(
                    self.mailed(invoice)[-1], followers[NEWS] | followers[kind], status
                )

    def refuse(self, invoices):
        self.simulator.fault("deposer/flux", "status", status=413, times=1)
        self.run_deposits()
        self.assertEqual(set(invoices.mapped("l10n_fr_chorus_state")), {"not_sent"})

    def test_messages_of_a_lot_are_as_core_posts_them(self):
        """Each answers what somebody wrote last, as a message that is posted alone."""
        self.company.l10n_fr_chorus_lot_size = 3
        sent = self.new_invoices(4)
        invoices, alone = sent[:3], sent[3]
        written = invoices[0].message_post(
            body="Bonjour", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.hand_over(sent)
        self.run_deposits()
        by_core = self.last_message(alone).read(COMPARED)[0]
        for invoice in invoices:
            message = self.last_message(invoice)
            ours = message.read(COMPARED)[0]
            for name in COMPARED:
                self.assertEqual(ours[name], by_core[name], name)
            self.assertTrue(message.message_id)
        self.assertEqual(self.last_message(invoices[0]).parent_id, written)
        self.assertFalse(self.last_message(invoices[1]).parent_id)

    def last_message(self, invoice):
        return invoice.sudo().message_ids.sorted("id")[-1]

    def test_the_message_shows_the_one_file_that_is_kept(self):
        invoices = self.new_invoices(2)
        self.hand_over(invoices)
        self.run_deposits()
        for invoice in invoices:
            document = invoice.l10n_fr_chorus_document_ids.sudo()
            (file,) = self.last_message(invoice).attachment_ids
            self.assertEqual(
                (file.res_model, file.res_id), (document._name, document.id)
            )
            self.assertEqual(file.name, document.file_name)
            read = file.with_user(self.accountant).raw
            self.assertEqual(read, document._chorus_content())
            copies = file.search(
                [("checksum", "=", file.checksum), ("res_field", "!=", "")]
            )
            self.assertEqual(
                sorted(copies.mapped("res_model")), ["account.move", document._name]
            )


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestDoorCost(DoorCase):
    def cost(self, count):
        """Queries an invoice, and calls."""
        invoices = self.queue(*(self.new_invoice() for _number in range(count)))
        self.simulator.control("DELETE", "calls")
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.run_deposits()
        queries = (self.env.cr.sql_log_count - before) / count
        self.assertTrue(all(i.l10n_fr_chorus_identifier for i in invoices))
        return queries, len(self.simulator.calls())

    def test_an_invoice_costs_the_same_in_any_queue(self):
        for mode, limit in DOOR_LIMITS.items():
            self.company.l10n_fr_chorus_submission_mode = mode
            self.cost(1)  # reads what is read once in a process
            for count in (4, 12):
                queries, calls = self.cost(count)
                with self.subTest(mode=mode, count=count, queries=queries):
                    # Of a run as a whole: the journal of its calls takes three.
                    self.assertLessEqual(queries, limit + 43 / count)
                    self.assertLessEqual(calls, 2 * count + 1)
