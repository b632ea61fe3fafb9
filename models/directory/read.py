"""Reading a directory file into the partners that exist, in slices of time.

Each batch is committed together with the position in the file, so that an interrupted
run costs one batch.
"""

import logging
import time
from itertools import chain

from odoo import fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...chorus_api.directory import DirectoryReport, read_directory
from ...chorus_api.parties import SIRET
from .notes import merged_notes

_logger = logging.getLogger(__name__)

# A batch is written when it has so many entries of ours, or when so many were passed.
BATCH = 500
STRIDE = 5000
# Reading starts again at the head of the file, so a run is worth this much at least.
SHORTEST_RUN = 15  # seconds
# A colleague may change a partner while we do.
TRIES = 5


class ChorusDirectoryImport(models.Model):
    _inherit = "l10n_fr_chorus_pro.directory.import"

    def _chorus_import(self, others=0):
        """Read on from where the last run stopped, for as long as the run lasts.

        :param int others: how many files wait beside this one
        :return: whether it is read to its end
        """
        self.ensure_one()
        report, before = DirectoryReport(), self.notes
        known = self._chorus_known_partners()
        start = time.monotonic()
        with self._chorus_open_file() as file:
            size = max(self._chorus_attachment()[:1].file_size, 1)
            entries = read_directory(file, report, skip=self.position)
            first = next(entries, None)  # passes by what was imported before
            shortest = max(SHORTEST_RUN, time.monotonic() - start)
            start = time.monotonic()
            if first is not None:
                for batch in _batches(chain([first], entries), known):
                    share = min(file.tell() / size, 1)
                    notes = merged_notes(before, report)
                    in_time = self._chorus_take_batch(
                        batch, known, report.position, share, notes, others
                    )
                    if not in_time and time.monotonic() - start >= shortest:
                        return False
        self._chorus_finish(report, merged_notes(before, report), others)
        return True

    def _chorus_take_batch(self, batch, known, position, share, notes, others):
        """Apply one batch and commit it with the position after it.

        :param float share: of the file, read
        :return: whether the run has time left
        """
        left = max(int(position * (1 - share) / max(share, 0.01)), 1)
        for attempt in range(TRIES):
            try:
                self._chorus_apply_batch(batch, known)
                passed = position - self.position
                self.write(
                    {
                        "state": "running",
                        "position": position,
                        "progress": 100 * share,
                        "notes": notes,
                    }
                )
                return self.env["ir.cron"]._commit_progress(
                    passed, remaining=left + others
                )
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                if attempt == TRIES - 1:
                    raise
        return False

    def _chorus_known_partners(self):
        """The partners that a directory can be about.

        One search for the whole run: people type spaces into a SIRET, so that no search
        by the numbers of a batch would find them all.

        :return: {SIRET: list of ids of partners}
        """
        domain = Domain("company_registry", "!=", False) & (
            Domain("is_company", "=", True) | Domain("parent_id", "=", False)
        )
        partners = self.env["res.partner"].sudo()
        known = {}
        # Values alone: records would fill the cache with as many partners.
        query = partners._search(domain & self._chorus_writable_domain())
        rows = self.env.execute_query(
            query.select("res_partner.id", "company_registry")
        )
        for partner_id, registry in rows:
            siret = self.env["res.company"]._chorus_siret(registry)
            if len(siret) == 14:
                known.setdefault(siret, []).append(partner_id)
        return known

    def _chorus_writable_domain(self):
        """The partners that the file may change: those of all companies where Chorus
        Pro gave it, else those that its uploader may write in the company of the
        upload."""
        if self.origin != "upload":
            return Domain.TRUE
        uploader = self.create_uid
        if not uploader or self.company_id not in uploader.company_ids:
            return Domain.FALSE
        companies = {"allowed_company_ids": self.company_id.ids}
        env = self.env(user=uploader, su=False, context=companies)
        if not env["res.partner"].has_access("write"):
            return Domain.FALSE
        rules = env["ir.rule"]
        return Domain.AND(
            rules._compute_domain("res.partner", mode) for mode in ("read", "write")
        )

    def _chorus_apply_batch(self, entries, known):
        """Write what entries tell of our partners; one that fails costs only itself."""
        try:
            with self.env.cr.savepoint():
                changed = self._chorus_apply(entries, known)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:  # noqa: BLE001 - found one by one
            changed = sum(self._chorus_apply_alone(entry, known) for entry in entries)
        self.matched_count += len(entries)
        self.changed_count += changed

    def _chorus_apply(self, entries, known):
        """Write what entries tell of the partners that have their SIRET.

        :return: how many partners changed
        """
        ids = [number for entry in entries for number in known[entry.identifier]]
        # In this order the values of all are read at once.
        partners = self.env["res.partner"].sudo().browse(dict.fromkeys(ids)).exists()
        clean = self.env["res.company"]._chorus_siret
        # Some were given another SIRET since the run began.
        by_siret = partners.grouped(lambda partner: clean(partner.company_registry))
        changed = self.env["res.partner"]
        for entry in _without_doubles(entries):
            for partner in by_siret.get(entry.identifier, ()):
                if partner._chorus_keep_entry(entry):
                    changed |= partner
        self.env.flush_all()  # what Odoo or PostgreSQL refuses is refused here
        return len(changed)

    def _chorus_apply_alone(self, entry, known):
        try:
            with self.env.cr.savepoint():
                return self._chorus_apply([entry], known)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:  # noqa: BLE001 - one bad record must not starve the rest
            _logger.exception("Structure %s could not be updated", entry.identifier)
            self.failed_count += 1
        return 0

    # -- The end ---------------------------------------------------------------

    def _chorus_finish(self, report, notes, others):
        self.write({"position": report.position, "notes": notes})
        if report.failure:
            self.failure_code = report.failure
            self._chorus_stop(False, others)
            return
        self.progress = 100
        self._chorus_end_import("done", others)

    def _chorus_stop(self, failure, others=0):
        """Give an import up; what it told so far stays.

        :param str failure: a sentence, False where a code tells it
        """
        self.failure = failure
        self._chorus_end_import("failed", others)

    def _chorus_end_import(self, state, others=0):
        self.write({"state": state, "finished_at": fields.Datetime.now()})
        self._chorus_drop_file()
        self._chorus_tell_uploader()
        self.env["ir.cron"]._commit_progress(1, remaining=others)

    def _chorus_tell_uploader(self):
        """Tell the person who uploaded the file; nobody waits for the weekly one."""
        if self.origin != "upload":
            return
        user = self.create_uid
        env = self.with_context(lang=user.lang).env
        text = env._(
            "The directory %(file)s is read: %(matched)s of your customers found,"
            " %(changed)s updated.",
            file=self.file_name,
            matched=self.matched_count,
            changed=self.changed_count,
        )
        if self.state == "failed":
            text = env._(
                "The directory %s could not be read to its end. Open the import to see"
                " why.",
                self.file_name,
            )
        user._bus_send(
            "simple_notification",
            {
                "type": "success" if self.state == "done" else "warning",
                "title": env._("Chorus Pro"),
                "message": text,
                "sticky": True,
            },
        )


def _without_doubles(entries):
    """Some structures are in the directory twice, once closed: that one tells less."""
    in_use = {entry.identifier for entry in entries if _is_in_use(entry)}
    for entry in entries:
        if _is_in_use(entry) or entry.identifier not in in_use or not entry.structure:
            yield entry


def _is_in_use(entry):
    return bool(entry.structure and entry.structure.active)


def _batches(entries, known):
    """Lists of the entries that are about partners of ours, perhaps empty ones.

    :param entries: iterable of DirectoryEntry
    """
    batch, passed = [], 0
    for entry in entries:
        passed += 1
        if entry.identifier_kind == SIRET and entry.identifier in known:
            batch.append(entry)
        if len(batch) == BATCH or passed == STRIDE:
            yield batch
            batch, passed = [], 0
    if passed:
        yield batch
