"""Whose account is paid: no order before a second person has called the supplier."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from .common import ChorusCase
from .payee_common import FIRST, KNOWN_PHONE, OTHER, PayeeMixin

REMARK = "La facture du 3 ; rappelez-nous au 06.12.34.56.78, merci."


class PayeeCase(PayeeMixin, ChorusCase):
    """Base of the tests about payees."""


@tagged("post_install_l10n", "post_install", "-at_install")
class TestPayee(PayeeCase):
    def chatter(self, record):
        bodies = record.sudo().message_ids.mapped("body")
        return "\n".join(html2plaintext(body) for body in bodies if body)

    # -- What blocks -----------------------------------------------------------

    def test_a_first_account_waits_for_a_call_back(self):
        bill = self.new_bill()
        received = self.came(move=bill)
        check = self.checks()
        self.assertEqual(check.account_number, FIRST)
        self.assertEqual((check.is_first, check.is_changed), (True, False))
        self.assertEqual(check.asked_by_id, self.env.ref("base.user_root"))
        why = self.blocks(received)
        self.assertIn("premier", why)
        self.assertNotIn(FIRST, why)
        self.assertFalse(bill.partner_bank_id)
        self.assertIn("premier", self.chatter(bill))
        self.call_back(check)
        self.assertEqual(self.blocks(received), "")
        account = bill.partner_bank_id
        self.assertEqual(account.sanitized_acc_number, FIRST)
        self.assertEqual(account.partner_id, self.supplier)
        self.assertTrue(account.allow_out_payment)
        self.assertEqual(self.account_of(received)[0], FIRST)
        for record in (bill, self.supplier):
            self.assertIn("FR76 •••• 0189", self.chatter(record))
            self.assertNotIn(FIRST, self.chatter(bill))
        kept = (check.called_by_id, check.phone, check.phone_source, check.state)
        self.assertEqual(kept, (self.second, "01 40 00 00 01", "contract", "confirmed"))
        self.assertTrue(check.called_at)

    def test_what_is_confirmed_passes_without_question(self):
        self.call_back(self.came().payee_check_id)
        bill = self.new_bill()
        again = self.came("F2", move=bill)
        self.assertEqual(self.blocks(again), "")
        self.assertEqual(len(self.checks()), 1)
        self.assertEqual(bill.partner_bank_id.sanitized_acc_number, FIRST)
        # A RIB is the same account.
        rib = self.came("F3", FIRST[4:], kind="RIB")
        self.assertEqual(self.blocks(rib), "")

    def test_a_changed_account_blocks_and_tells_both(self):
        self.call_back(self.came().payee_check_id)
        bill = self.new_bill()
        changed = self.came("F2", OTHER, move=bill)
        why = self.blocks(changed)
        for number in ("FR76 •••• 0189", "FR14 •••• 2606"):
            self.assertIn(number, why)
            self.assertIn(number, self.chatter(bill))
        # Core had taken the supplier's other account.
        self.assertFalse(bill.partner_bank_id)
        check = changed.payee_check_id
        self.assertEqual((check.old_account, check.is_changed), (FIRST, True))
        self.call_back(check, decision="refused")
        self.assertIn("finances-2", self.blocks(changed))
        self.assertFalse(self.account_of(changed)[0])
        self.assertFalse(bill.partner_bank_id)

    def test_an_account_with_a_completion(self):
        received = self.came()
        self.call_back(received.payee_check_id)
        self.completed(received, OTHER)
        self.assertIn("complément", self.blocks(received))
        self.assertTrue(received.payee_check_id.is_with_completion)
        self.completed(received, FIRST)
        self.assertEqual(self.blocks(received), "")

    def test_a_document_of_a_completion_that_names_another_one(self):
        received = self.came()
        self.call_back(received.payee_check_id)
        text = f"Notre nouveau RIB : {OTHER[:4]} {OTHER[4:8]} {OTHER[8:]} BIC PSSTFRPP"
        attachment = self.env["ir.attachment"].create(
            {"name": "rib.txt", "raw": text.encode()}
        )
        received.document_ids = [
            (
                0,
                0,
                {
                    "name": "rib.txt",
                    "attachment_id": attachment.id,
                    "content_version": 2,
                },
            )
        ]
        self.completed(received)
        self.assertIn("rib.txt", self.blocks(received))
        check = received.payee_check_id
        self.assertEqual(check.account_number, OTHER)
        self.call_back(check, decision="refused")
        # The supplier never sent it: the invoice's own account is paid.
        self.assertEqual(self.blocks(received), "")
        self.assertEqual(self.account_of(received)[0], FIRST)

    def test_what_is_on_file_is_enough(self):
        received = self.new_received()
        self.know_payee(received)
        self.assertEqual(self.blocks(received), "")

    def test_what_is_not_paid_needs_no_payee(self):
        for number, values in enumerate(
            ({"payment_code": "49"}, {"amount_due": 0}, {"is_credit_note": True})
        ):
            received = self.came(f"N{number}", **values)
            self.assertEqual(self.blocks(received), "", values)
        cheque = self.came("N9", account="", payment_code="20")
        self.assertEqual(self.blocks(cheque), "")
        self.assertFalse(self.checks())

    # -- Who calls, and what number --------------------------------------------

    def test_a_second_person_calls(self):
        received = self.came()
        check = received.payee_check_id
        for user in (self.reader, self.agent, self.orderer, self.accountant):
            with self.assertRaises(AccessError):
                self.call_back(check, user)
        self.finance.group_ids |= self.env.ref("base.group_partner_manager")
        self.env["res.partner.bank"].with_user(self.finance).create(
            {"acc_number": FIRST, "partner_id": self.supplier.id}
        )
        with self.assertRaisesRegex(UserError, "seconde personne"):
            self.call_back(check, self.finance)
        # Neither a machine.
        with self.assertRaisesRegex(UserError, "personne"):
            self.call_back(check, self.env.ref("base.user_root"))
        self.call_back(check)
        mayor = self.new_receiver("maire", "finance", "orderer")
        self.assertEqual(self.blocks(received, mayor), "")
        self.second.group_ids |= self.env.ref(
            "l10n_fr_chorus_pro.group_received_orderer"
        )
        self.assertIn("quelqu’un d’autre", self.blocks(received, self.second))

    def test_a_number_of_the_invoice_proves_nothing(self):
        received = self.came(payment_label=REMARK)
        check = received.payee_check_id
        for phone in ("0612345678", "+33 6 12 34 56 78", "0033612345678"):
            with self.assertRaisesRegex(UserError, "figure"):
                self.call_back(check, phone=phone)
        with self.assertRaises(UserError):
            self.call_back(check, phone="12")
        self.assertEqual(check.state, "waiting")

    def test_nor_one_of_its_documents(self):
        received = self.came()
        xml = b"<a><Telephone>04 78</Telephone><b>+33(0)4.78.00.11.22</b></a>"
        attachment = self.env["ir.attachment"].create({"name": "f.xml", "raw": xml})
        document = {"name": "f.xml", "attachment_id": attachment.id}
        received.document_ids = [(0, 0, document)]
        with self.assertRaisesRegex(UserError, "figure"):
            self.call_back(received.payee_check_id, phone="04 78 00 11 22")

    def test_nor_one_that_was_entered_since(self):
        self.supplier.flush_recordset()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = create_date - interval '9 days'"
            " WHERE id = %s",
            [self.supplier.id],
        )
        self.env.invalidate_all()
        check = self.came().payee_check_id
        with self.assertRaisesRegex(UserError, "aucun contact|Aucun contact"):
            self.call_back(check, phone="01 40 00 00 02", phone_source="odoo")
        new = {"name": "Paul", "parent_id": self.supplier.id, "phone": "0699999999"}
        self.env["res.partner"].create(new)
        for source in ("odoo", "contract"):
            with self.assertRaisesRegex(UserError, "depuis"):
                self.call_back(check, phone="06 99 99 99 99", phone_source=source)
        self.call_back(check, phone=KNOWN_PHONE, phone_source="odoo")
        self.assertEqual(check.state, "confirmed")

    # -- By hand ---------------------------------------------------------------

    def test_an_account_in_odoo_lifts_nothing(self):
        """Typed by somebody, trusted or not; nor does a change of a confirmed one."""
        received = self.came(move=self.new_bill())
        account = self.env["res.partner.bank"].create(
            {
                "acc_number": FIRST,
                "partner_id": self.supplier.id,
                "allow_out_payment": True,
            }
        )
        self.assertIn("premier", self.blocks(received))
        with self.assertRaises(ValidationError):
            received.move_id.partner_bank_id = account
        self.call_back(received.payee_check_id)
        self.assertEqual(self.blocks(received), "")
        self.assertEqual(received.move_id.partner_bank_id, account)
        account.allow_out_payment = False
        account.acc_number = OTHER
        self.assertIn("FR76 •••• 0189", self.blocks(received))
        account.acc_number = FIRST
        account.allow_out_payment = True
        self.assertEqual(self.blocks(received), "")
        account.active = False
        self.assertIn("archivé", self.blocks(received))

    def test_what_was_answered_is_not_changed(self):
        check = self.came().payee_check_id
        for user in (self.finance, self.second, self.orderer):
            with self.assertRaises(AccessError):
                check.with_user(user).state = "confirmed"
        self.call_back(check)
        with self.assertRaises(AccessError):
            check.sudo().phone = "01"
        with self.assertRaises(AccessError):
            check.sudo().unlink()
        with self.assertRaises(UserError):
            self.call_back(check, self.finance)

    def test_a_doubt_waits_for_another_person(self):
        received = self.came()
        check = received.payee_check_id
        self.call_back(check, decision="refused")
        check.with_user(self.finance).action_chorus_ask_again()
        again = received.payee_check_id
        self.assertNotEqual(again, check)
        self.assertIn("finances", self.blocks(received))
        with self.assertRaisesRegex(UserError, "seconde personne"):
            self.call_back(again, self.finance)
        self.call_back(again)
        self.assertEqual(self.blocks(received), "")
        self.assertEqual(check.state, "refused")

    def test_details_of_the_file_where_the_invoice_names_none(self):
        received = self.came(account="")
        self.assertIn("aucune coordonnée", self.blocks(received))
        action = received.with_user(self.finance).action_chorus_open_payee()
        entries = self.env[action["res_model"]].with_context(**action["context"])
        with self.assertRaises(ValidationError):
            entries.with_user(self.finance).create({"account_number": "FR76 1"})
        entry = entries.with_user(self.finance).create({"account_number": FIRST})
        entry.action_confirm()
        with self.assertRaisesRegex(UserError, "seconde personne"):
            self.call_back(received.payee_check_id, self.finance)
        self.call_back(received.payee_check_id)
        self.assertEqual(self.blocks(received), "")
        # The next one that names none is paid on the same account.
        self.assertEqual(self.blocks(self.came("F2", account="")), "")
