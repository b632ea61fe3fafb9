"""The file for the financial software of a body: to the cent, only confirmed payees."""

import csv
import io
import re
import zipfile
from datetime import date, datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..models.receiving.exporting import archive, columns
from ..tools.french import for_reader
from .common import ChorusHttpCase
from .payee_common import FIRST, PayeeMixin

AMOUNTS = ("Montant HT", "Montant TVA", "Montant TTC", "Net à payer")


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestReceivingExport(PayeeMixin, ChorusHttpCase):
    def dialog(self, records, user=None, **values):
        context = {"active_model": records._name, "active_ids": records.ids}
        dialogs = self.env["l10n_fr_chorus_pro.export"].with_user(user or self.finance)
        return dialogs.with_context(**context).create(values)

    def download(self, dialog, user=None):
        """The file as the browser of its author gets it."""
        url = dialog.action_export()["url"]
        login = (user or self.finance).login
        self.authenticate(login, login)
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        return answer.content

    def rows(self, raw):
        self.assertTrue(raw.startswith(b"\xef\xbb\xbf"))
        text = raw.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text), delimiter=";"))

    def full(self):
        """An invoice that was certified, ordered and documented."""
        received = self.came(move=self.new_bill(), number="=2+3")
        received.write(
            {
                "amount_untaxed": 1234.5,
                "amount_total": 1481.4,
                "amount_due": 1400.0,
                "supplier_name": '=HYPERLINK("x")',
                "commitment_number": "EJ-1",
                "service_code": "ECOLES",
                "is_credit_note": False,
            }
        )
        self.did(received, self.agent, "certify")
        self.did(received, self.orderer, "order", mandate_number="M-7")
        self.give_history(
            received,
            ("MISE_A_DISPOSITION", datetime(2026, 1, 5, 9, 0)),
            ("SERVICE_FAIT", datetime(2026, 1, 6, 23, 30)),
            ("MANDATEE", datetime(2026, 7, 7, 22, 30)),
        )
        for content in (b"un", b"deux"):
            file = self.env["ir.attachment"].create({"name": "a", "raw": content})
            document = {"name": "../Facture.pdf", "attachment_id": file.id}
            received.document_ids = [(0, 0, document)]
        return received

    def test_a_row_of_an_invoice(self):
        received = self.full()
        (row,) = self.rows(self.download(self.dialog(received)))
        wanted = {
            "Identifiant Chorus Pro": received.chorus_identifier,
            "Identifiant du fournisseur": received.supplier_identifier,
            "Fournisseur": '\'=HYPERLINK("x")',
            "IBAN": "",
            "Numéro de facture": "'=2+3",
            "Montant HT": "1234,50",
            "Montant TVA": "246,90",
            "Montant TTC": "1481,40",
            "Net à payer": "1400,00",
            "N° d'engagement": "EJ-1",
            "Code service": "ECOLES",
            "N° de mandat": "M-7",
            "Service fait par": self.agent.name,
            "Mandatée par": self.orderer.name,
            # On the portal's clock.
            "Service fait le": "07/01/2026 00:30",
            "Mandatée le": "08/07/2026 00:30",
            "Mise en paiement le": "",
            "Documents": "../Facture.pdf, ../Facture.pdf",
        }
        self.assertEqual({name: row[name] for name in wanted}, wanted)
        due = received.due_date
        self.assertEqual(
            row["Date limite de paiement"], due.strftime("%d/%m/%Y") if due else ""
        )

    def test_the_dialog_opens_in_a_form(self):
        received = self.came(move=self.new_bill())
        for chosen in (received, received.move_id):
            context = {"active_model": chosen._name, "active_ids": chosen.ids}
            dialogs = self.env["l10n_fr_chorus_pro.export"].with_user(self.finance)
            form = Form(dialogs.with_context(**context))
            self.assertEqual(form.received_ids.ids, received.ids)
            self.assertEqual(form.unconfirmed, 1)

    def test_only_a_confirmed_account_is_in_it(self):
        received = self.came(move=self.new_bill())
        self.assertEqual(self.dialog(received).unconfirmed, 1)
        self.call_back(received.payee_check_id)
        dialog = self.dialog(received.move_id)
        self.assertFalse(dialog.unconfirmed or dialog.left_out)
        (row,) = self.rows(self.download(dialog))
        self.assertEqual((row["IBAN"], row["Créancier"]), (FIRST, self.supplier.name))

    def test_an_archive_with_the_documents(self):
        received = self.full()
        raw = self.download(self.dialog(received, with_documents=True))
        with zipfile.ZipFile(io.BytesIO(raw)) as file:
            table, *documents = file.namelist()
            self.assertTrue(re.fullmatch(r".*-\d{4}-\d\d-\d\d\.csv", table))
            self.assertEqual(len(self.rows(file.read(table))), 1)
            contents = [file.read(name) for name in documents]
        folder = received.chorus_identifier
        name = f"{folder}/_Facture.pdf"
        self.assertEqual(documents, [name, f"{folder}/_Facture (2).pdf"])
        self.assertEqual(sorted(contents), [b"deux", b"un"])

    def test_who_exports_what(self):
        received = self.full()
        other = self.new_bill()
        dialog = self.dialog(received.move_id | other)
        self.assertEqual(dialog.left_out, 1)
        with self.assertRaises(UserError):
            self.dialog(other)
        for user in (self.orderer, self.public_accountant):
            self.download(self.dialog(received, user), user)
        for user in (self.agent, self.reader, self.accountant):
            with self.assertRaises(AccessError):
                self.dialog(received, user)

    def test_a_column_of_an_integrator(self):
        received = self.came()
        extra = columns.Column("Imputation", lambda invoice: invoice.reason)
        model = type(received)
        usual = model._chorus_export_columns
        self.patch(model, "_chorus_export_columns", lambda self: [*usual(self), extra])
        received.reason = "60612"
        (row,) = self.rows(received._chorus_export())
        self.assertEqual(row["Imputation"], "60612")

    def test_without_french_it_is_written_in_the_language_there_is(self):
        tongue = columns.Column("Langue", lambda invoice: invoice.env.lang)
        model = type(self.came())
        self.patch(model, "_chorus_export_columns", lambda self: [tongue])
        received = self.came("EX2").with_context(lang="en_US")
        self.assertEqual(self.rows(received._chorus_export())[0]["Langue"], "fr_FR")
        languages = type(self.env["res.lang"])
        self.patch(languages, "get_installed", lambda self: [("en_US", "English")])
        self.assertEqual(self.rows(received._chorus_export())[0]["Langue"], "en_US")
        nobody = self.env["res.partner"].new({"name": "Mairie", "lang": False})
        self.assertEqual(for_reader(received, nobody).env.lang, "en_US")

    def test_what_is_not_there_is_empty(self):
        received = self.new_received(amount_untaxed=0, amount_total=-120)
        (row,) = self.rows(received._chorus_export())
        amounts = [row[name] for name in AMOUNTS]
        self.assertEqual(amounts, ["", "", "-120,00", "-120,00"])
        self.assertEqual(row["Code service"], "")
        nothing = {"amount_untaxed": 0, "amount_total": 0, "amount_due": 0}
        received.write(nothing)
        (row,) = self.rows(received._chorus_export())
        self.assertEqual(row["Montant HT"], "0,00")

    def test_a_credit_note_is_below_zero_whatever_its_sign(self):
        for number, sign in enumerate((1, -1)):
            told = {"amount_untaxed": 100 * sign, "amount_total": 120 * sign}
            credit = self.new_received(
                f"A{number}", is_credit_note=True, amount_due=0, **told
            )
            (row,) = self.rows(credit._chorus_export())
            amounts = [row[name] for name in AMOUNTS]
            self.assertEqual(amounts, ["-100,00", "-20,00", "-120,00", "-120,00"])

    def test_a_line_of_the_history_without_a_date(self):
        received = self.new_received(deposited_on=date(2026, 1, 2))
        event = {"kind": "status", "code": "MISE_A_DISPOSITION", "remote_id": "1"}
        received.event_ids = [Command.create(event)]
        received.write({"raw_status": "REJETEE", "status_date": datetime(2026, 1, 7)})
        (row,) = self.rows(received._chorus_export())
        self.assertEqual(row["Mise à disposition le"], "02/01/2026")
        self.assertEqual(row["Rejetée le"], "07/01/2026 01:00")
        self.assertEqual(row["Suspendue le"], "")

    def test_a_draft_bill_is_named_by_its_number(self):
        received = self.came(move=self.new_bill(ref="F-77", name=False))
        (row,) = self.rows(received._chorus_export())
        self.assertEqual(row["Facture dans Odoo"], "F-77")
        received.move_id.action_post()
        (row,) = self.rows(received._chorus_export())
        self.assertEqual(row["Facture dans Odoo"], received.move_id.name)

    def test_what_is_to_be_paid_on_no_account_lacks_none(self):
        paid = self.came("F1", account="", payment_code="49")
        credit = self.new_received("A1", is_credit_note=True)
        waiting = self.came("F2")
        dialog = self.dialog(paid | credit | waiting)
        self.assertEqual(dialog.unconfirmed, 1)

    def test_how_large_the_documents_are_is_rounded_up(self):
        received = self.full()
        self.patch(archive, "LARGEST", 3)
        with self.assertRaisesRegex(UserError, "ensemble 1 Mo"):
            received._chorus_export_archive("t.csv")
