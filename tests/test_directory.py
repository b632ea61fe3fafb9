"""The directory of public bodies, brought by the scheduled action or uploaded."""

import base64
import io
import zipfile
from contextlib import contextmanager
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import html2plaintext, mute_logger

from ..chorus_api.directory import DirectoryReport, read_directory
from ..models.directory import read as directory_read
from .common import (
    WANTS_COMMITMENT,
    WANTS_NOTHING,
    WANTS_SERVICE,
    ChorusCase,
    ChorusHttpCase,
)

IMPORT = "l10n_fr_chorus_pro.directory.import"
CRON_LOGGER = "odoo.addons.base.models.ir_cron"
HEADER = (
    "TypeIdentifiant;Identifiant;RaisonSociale;GestionStatutMiseEnPaiement;"
    "GestionEngagement;GestionService;GestionServiceEngagement;EstMOAUniquement;"
    "StructureActive;Humeur"
)


def csv_row(siret, *, service="false", mood=""):
    return f"SIRET;{siret};Autre nom;false;false;{service};false;true;true;{mood}"


class DirectoryCase(ChorusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.school = cls.new_customer("Lycée Jean-Moulin", "123 456 782 00028")
        cls.customers = cls.town | cls.hospital | cls.school
        cls.manager = new_test_user(
            cls.env,
            login="cheffe",
            groups="account.group_account_manager,base.group_partner_manager",
            company_id=cls.company.id,
            lang="fr_FR",
        )

    def run_directory(self):
        """Run the weekly action; returns its latest import."""
        self.run_cron("ir_cron_directory")
        return self.env[IMPORT].search([], limit=1)

    @contextmanager
    def no_time_left(self):
        """Each entry is committed, and after each the time of the run is up."""
        cron = self.env.registry["ir.cron"]
        commit = cron._commit_progress

        def no_time_left(records, *arguments, **named):
            commit(records, *arguments, **named)
            return 0

        with (
            patch.object(cron, "_commit_progress", no_time_left),
            patch.object(directory_read, "STRIDE", 1),
            patch.object(directory_read, "SHORTEST_RUN", 0),
            patch("odoo.addons.base.models.ir_cron.MIN_TIME_PER_JOB", 0),
        ):
            yield

    def upload(self, *rows, content=None, name="annuaire.csv"):
        """Import a file through the dialog; returns its import, read to its end."""
        content = content or "\r\n".join([HEADER, *rows, ""]).encode()
        dialog = self.env["l10n_fr_chorus_pro.directory.upload"]
        values = {"file": base64.b64encode(content), "file_name": name}
        action = dialog.with_user(self.manager).create(values).action_import()
        self.run_cron("ir_cron_uploaded_directories")
        return self.env[IMPORT].with_user(self.manager).browse(action["res_id"])


@tagged("post_install_l10n", "post_install", "-at_install")
class TestDirectory(DirectoryCase):
    def test_customers_are_updated_and_none_is_created(self):
        partners = self.env["res.partner"].with_context(active_test=False)
        count = partners.search_count([])
        directory = self.run_directory()
        self.assertEqual(directory.state, "done")
        self.assertEqual(directory.matched_count, 3)
        self.assertEqual(directory.changed_count, 3)
        self.assertEqual(directory.progress, 100)
        self.assertEqual(partners.search_count([]), count)
        self.assertEqual(self.school.name, "Lycée Jean-Moulin")
        self.assertEqual(self.school.l10n_fr_chorus_requirement, "service")
        self.assertEqual(self.hospital.l10n_fr_chorus_requirement, "commitment")
        self.assertEqual(self.town.l10n_fr_chorus_requirement, "nothing")
        self.assertFalse(directory.file, "the file is of no use any more")

    def test_a_second_run_writes_nothing(self):
        self.run_directory()
        old = fields.Datetime.to_datetime("2020-01-01")
        services = self.services()
        for records in (self.customers, services):
            self.env.cr.execute(
                f"UPDATE {records._table} SET write_date = %s WHERE id = ANY(%s)",  # noqa: S608
                [old, records.ids],
            )
        self.env.invalidate_all()
        directory = self.run_directory()
        self.assertEqual(directory.matched_count, 3)
        self.assertEqual(directory.changed_count, 0)
        self.assertEqual(self.services(), services)
        for records in (self.customers, services):
            self.assertEqual(set(records.mapped("write_date")), {old})

    def test_only_what_changed_is_written(self):
        self.run_directory()
        self.simulator.control(
            "POST",
            "structures",
            {
                "identifier": WANTS_SERVICE,
                "commitment_required": True,
                "services": [
                    {"code": "NOUVEAU", "label": "Direction neuve"},
                    {"code": "SERVICE_DEST_SERV_OBL", "active": False},
                ],
            },
        )
        directory = self.run_directory()
        self.assertEqual(directory.changed_count, 1)
        self.assertEqual(self.school.l10n_fr_chorus_requirement, "both")
        services = self.services().filtered(lambda s: s.partner_id == self.school)
        active = {service.code: service.active for service in services}
        self.assertTrue(active["NOUVEAU"])
        self.assertFalse(active["SERVICE_DEST_SERV_OBL"])

    def services(self):
        services = self.env["l10n_fr_chorus_pro.service"]
        return services.with_context(active_test=False).search([])

    def test_the_time_of_a_run_is_up(self):
        """Some runs of few entries each, then the next time goes on where it was."""
        self.simulator.control("POST", "directory", {"structures": 200})
        with self.no_time_left():
            directory = self.run_directory()
            self.assertEqual(directory.state, "running")
            self.assertTrue(10 <= directory.position < 200)
            self.assertTrue(0 < directory.progress <= 100)
        self.assertEqual(self.run_directory(), directory)
        self.assertEqual(directory.state, "done")
        self.assertEqual(directory.matched_count, 3)
        self.assertEqual(len(self.simulator.calls("annuaire")), 1)

    def test_a_run_that_dies_costs_one_batch(self):
        model = self.env.registry[IMPORT]
        apply, seen = model._chorus_apply_batch, []

        def die_at_the_second(records, entries, known):
            if entries and seen:
                raise SerializationFailure
            seen.extend(entries)
            apply(records, entries, known)

        with (
            patch.object(model, "_chorus_apply_batch", die_at_the_second),
            patch.object(directory_read, "BATCH", 1),
            self.assertLogs(CRON_LOGGER, "ERROR"),
        ):
            directory = self.run_directory()
        self.assertEqual(directory.state, "running")
        self.assertEqual(directory.matched_count, 1)
        self.assertEqual(directory.position, seen[0].number)
        self.assertEqual(self.run_directory(), directory)
        self.assertEqual(directory.state, "done")
        self.assertEqual(directory.matched_count, 3)
        self.assertEqual(len(self.simulator.calls("annuaire")), 1)

    def test_the_file_of_an_interrupted_import_is_lost(self):
        """It is downloaded again; another one is read from its beginning."""

        def end_at_once(records):
            records.env["ir.cron"]._commit_progress(1)

        for changed in (False, True):
            directory = self.env[IMPORT].sudo().create({"origin": "portal"})
            with patch.object(self.env.registry[IMPORT], "_chorus_import", end_at_once):
                self.assertEqual(self.run_directory(), directory)
            directory.write({"state": "running", "position": 3})
            directory._chorus_drop_file()
            if changed:
                row = {"identifier": WANTS_NOTHING, "name": "Commune renommée"}
                self.simulator.control("POST", "structures", row)
            with patch.object(
                directory_read, "read_directory", wraps=directory_read.read_directory
            ) as reader:
                self.assertEqual(self.run_directory(), directory)
            self.assertEqual(reader.call_args.kwargs["skip"], 0 if changed else 3)
            self.assertEqual(directory.state, "done")

    def test_portal_down(self):
        self.simulator.fault("annuaire/destinataire", "status", status=503)
        directory = self.run_directory()
        self.assertEqual(directory.state, "waiting")
        self.assertIn("HTTP 503", directory.failure)
        cron = self.env.ref("l10n_fr_chorus_pro.ir_cron_directory")
        again = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertTrue(again.filtered(lambda t: t.call_at > fields.Datetime.now()))
        self.company.sudo().l10n_fr_chorus_paused_until = False
        self.assertEqual(self.run_directory(), directory)
        self.assertEqual(directory.state, "done")
        self.assertFalse(directory.failure)

    def test_access_to_this_api_alone_is_refused(self):
        self.simulator.fault("annuaire/destinataire", "status", status=403)
        directory = self.run_directory()
        self.assertEqual(directory.state, "failed")
        self.assertIn("Transverses", directory.failure)
        self.assertFalse(self.company.sudo().l10n_fr_chorus_refusals)

    def test_no_company_uses_the_portal(self):
        self.company.l10n_fr_chorus_environment = False
        with self.assertNoLogs("odoo.addons.l10n_fr_chorus_pro"):
            self.assertFalse(self.run_directory())
        self.assertFalse(self.simulator.calls())

    def test_one_customer_that_odoo_refuses(self):
        model = self.env.registry[IMPORT]
        apply = model._chorus_apply

        def refuse_one(records, entries, known):
            if any(entry.identifier == WANTS_COMMITMENT for entry in entries):
                raise ValueError
            return apply(records, entries, known)

        with (
            patch.object(model, "_chorus_apply", refuse_one),
            mute_logger("odoo.addons.l10n_fr_chorus_pro.models.directory.read"),
        ):
            directory = self.run_directory()
        self.assertEqual(directory.state, "done")
        self.assertEqual((directory.changed_count, directory.failed_count), (2, 1))
        self.assertEqual(self.school.l10n_fr_chorus_requirement, "service")


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestDirectoryUpload(DirectoryCase):
    def test_public_layout(self):
        directory = self.upload(csv_row(WANTS_SERVICE, service="true"))
        self.assertEqual(directory.state, "done")
        self.assertFalse(directory.problems)
        self.assertEqual(self.school.l10n_fr_chorus_requirement, "service")
        self.assertEqual(self.school.name, "Lycée Jean-Moulin")
        self.assertFalse(self.simulator.calls(), "the portal has no part in it")
        told = self.env["bus.bus"].sudo().search([("message", "like", "annuaire.csv")])
        self.assertIn(f'"res.partner",{self.manager.partner_id.id}', told.channel)

    def test_a_part_of_the_services_closes_no_other_one(self):
        self.run_directory()
        columns = "Identifiant;Code;Nom;GestionEGMT;ServiceActif"
        rows = f"{WANTS_SERVICE};NEUF;Service neuf;true;true\r\n"
        content = f"{columns}\r\n{rows}".encode()
        directory = self.upload(content=content)
        self.assertEqual(directory.changed_count, 1)
        self.assertEqual(self.school.l10n_fr_chorus_requirement, "service")
        codes = self.school.l10n_fr_chorus_service_ids.mapped("code")
        self.assertIn("SERVICE_DEST_SERV_OBL", codes)
        self.assertIn("NEUF", codes)
        new = self.school.l10n_fr_chorus_service_ids.filtered(
            lambda service: service.code == "NEUF"
        )
        self.assertTrue(new.commitment_required)

    def test_a_public_body_that_is_gone_keeps_what_was_known(self):
        self.run_directory()
        self.upload(csv_row(WANTS_NOTHING))
        self.assertEqual(self.school.l10n_fr_chorus_requirement, "service")
        self.assertTrue(self.school.l10n_fr_chorus_service_ids)

    def test_twice_in_the_directory_once_closed(self):
        row = csv_row(WANTS_SERVICE, service="true")
        closed = csv_row(WANTS_SERVICE).replace("true;true;", "true;false;")
        for rows in ((row, closed), (closed, row)):
            directory = self.upload(*rows)
            self.assertEqual(directory.matched_count, 2)
            self.assertEqual(self.school.l10n_fr_chorus_directory_state, "active")
            self.assertEqual(self.school.l10n_fr_chorus_requirement, "service")
        self.assertEqual(directory.changed_count, 0)
        self.upload(closed)
        self.assertEqual(self.school.l10n_fr_chorus_directory_state, "closed")

    def test_queries_do_not_grow_with_the_customers(self):
        numbers = range(40)
        sirets = [f"2{number:013d}" for number in numbers]
        for siret in sirets:
            self.new_customer(f"Commune {siret}", siret)
        rows = [csv_row(siret) for siret in sirets]
        content = "\r\n".join([HEADER, *rows]).encode()
        entries = list(read_directory(io.BytesIO(content), DirectoryReport()))
        imports = self.env[IMPORT].sudo()
        known = imports._chorus_known_partners()
        for entries_taken in (entries[:4], entries):
            imports._chorus_apply(entries_taken, known)
        counts = []
        for entries_taken in (entries[:4], entries):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(imports._chorus_apply(entries_taken, known), 0)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_what_was_not_understood_is_told(self):
        directory = self.upload(
            csv_row(WANTS_SERVICE, service="peut-être", mood="<b>gaie</b>"),
            csv_row("123<i>", mood="triste"),
            "SIRET;1;2;3;4;5;6;7;8;9;10;11;12",
        )
        self.assertEqual(directory.state, "done")
        told = html2plaintext(directory.problems)
        self.assertIn("humeur", told)
        self.assertIn("gestionservice", told)
        self.assertIn("123<i>", told)
        self.assertNotIn("<i>", directory.problems)
        self.assertEqual(directory.notes["bad_row_count"], 2)
        self.assertEqual([row["line"] for row in directory.notes["bad_rows"]], [3, 4])

    def test_what_was_not_understood_before_an_interruption_stays(self):
        rows = [csv_row("1", mood="triste")]
        rows += [csv_row(f"2{number:013d}", mood="gaie") for number in range(30)]
        rows += [csv_row("2"), csv_row(WANTS_SERVICE)]
        with self.no_time_left():
            directory = self.upload(*rows)
            self.assertEqual(directory.state, "running")
            self.assertEqual(directory.notes["bad_row_count"], 1)
        self.run_cron("ir_cron_uploaded_directories")
        self.assertEqual(directory.state, "done")
        self.assertEqual(directory.notes["entry_count"], 31)
        self.assertEqual(directory.notes["unknown_names"], {"humeur": 31})
        self.assertEqual([row["line"] for row in directory.notes["bad_rows"]], [2, 33])

    def test_a_damaged_file(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("annuaire.csv", "\r\n".join([HEADER, csv_row("1")]))
        directory = self.upload(content=packed.getvalue()[:-30], name="annuaire.zip")
        self.assertEqual(directory.state, "failed")
        self.assertTrue(html2plaintext(directory.problems))
        self.assertFalse(directory.file)

    def test_several_files_one_of_which_is_lost(self):
        with patch.object(self.env.registry[IMPORT], "_cron_uploaded_directories"):
            lost = self.upload(csv_row(WANTS_NOTHING))
        lost.sudo()._chorus_drop_file()
        self.assertEqual(lost.state, "waiting")
        self.assertEqual(self.upload(csv_row(WANTS_SERVICE)).state, "done")
        self.assertEqual(lost.state, "failed")
        self.assertTrue(lost.failure)

    def test_for_the_accounting_manager_alone(self):
        dialog = self.env["l10n_fr_chorus_pro.directory.upload"]
        with self.assertRaises(AccessError):
            dialog.with_user(self.accountant).create({"file": "eA=="})
        directory = self.upload(csv_row(WANTS_NOTHING))
        with self.assertRaises(AccessError):
            directory.state = "waiting"


@tagged("post_install_l10n", "post_install", "-at_install", "chorus_full")
class TestDirectoryTour(ChorusHttpCase):
    def test_upload(self):
        """The manager uploads a file, then reads what became of it."""
        manager = new_test_user(
            self.env,
            login="cheffe",
            groups="account.group_account_manager,base.group_partner_manager",
            company_id=self.company.id,
            lang="fr_FR",
        )
        page = "/odoo/action-l10n_fr_chorus_pro.directory_import_action"
        tour = "l10n_fr_chorus_pro_directory"
        self.start_tour(page, f"{tour}_upload", login=manager.login)
        self.run_cron("ir_cron_uploaded_directories")
        self.assertEqual(self.town.l10n_fr_chorus_requirement, "service")
        self.start_tour(page, f"{tour}_report", login=manager.login)
