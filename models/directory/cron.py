"""The scheduled actions on the directory: fetch its file, then have it read."""

import logging
import tempfile
from datetime import timedelta

from odoo import api, fields, models

from ...chorus_api import ChorusError, ConfigurationError, Unavailable
from ...chorus_api.errors import SUBSCRIPTION
from ..connection.error_texts import explain

_logger = logging.getLogger(__name__)

# The portal was down: so often is it asked again, at this distance.
ATTEMPTS = 5
NEXT_ATTEMPT = timedelta(hours=1)
# The directory of the real portal is worth more than that of its test platform.
ENVIRONMENT_ORDER = ("production", "sandbox", "simulator")
FILE_NAME = "annuaire.zip"


class ChorusDirectoryImport(models.Model):
    _inherit = "l10n_fr_chorus_pro.directory.import"

    @api.model
    def _cron_directory(self):
        """Scheduled action: bring the directory of Chorus Pro, once for all companies,
        and each account's lists of codes.

        An import that was interrupted goes on; only then does a new one begin.
        """
        self.env["res.company"]._chorus_refresh_code_lists()
        accounts = self._chorus_directory_accounts()
        if not accounts:
            return
        ready = accounts.filtered(lambda account: not account._chorus_is_paused())
        if not ready:
            pauses = accounts.sudo().mapped("l10n_fr_chorus_paused_until")
            self._chorus_come_back("ir_cron_directory", min(pauses))
            return
        directory = self._chorus_open_imports("portal")[:1]
        directory = directory or self.sudo().create({"origin": "portal"})
        self.env["ir.cron"]._commit_progress(remaining=1)
        if not directory._chorus_is_readable() and not directory._chorus_fetch(ready):
            self.env["ir.cron"]._commit_progress(1)
            return
        directory._chorus_import()

    @api.model
    def _cron_uploaded_directories(self):
        """Scheduled action: read the files that were uploaded, oldest first."""
        waiting = self._chorus_open_imports("upload")
        if not waiting:
            return
        self.env["ir.cron"]._commit_progress(remaining=len(waiting))
        for others, directory in zip(range(len(waiting))[::-1], waiting, strict=True):
            if not directory._chorus_is_readable():
                env = (directory.company_id or self.env.company)._chorus_lang_env()
                directory._chorus_stop(
                    env._("The file is no longer there. Upload it again."), others
                )
            elif not directory._chorus_import(others):
                break

    @api.model
    def _chorus_open_imports(self, origin):
        domain = [("origin", "=", origin), ("state", "in", ("waiting", "running"))]
        return self.sudo().search(domain, order="id")

    @api.model
    def _chorus_directory_accounts(self):
        """The accounts of the one portal whose directory is worth most."""
        accounts = self.env["res.company"]._chorus_accounts()
        by_environment = accounts.grouped("l10n_fr_chorus_environment")
        for environment in ENVIRONMENT_ORDER:
            if environment in by_environment:
                return by_environment[environment]
        return accounts

    @api.model
    def _chorus_come_back(self, cron, moment):
        self.env.ref(f"l10n_fr_chorus_pro.{cron}").sudo()._trigger(at=moment)

    # -- Download --------------------------------------------------------------

    def _chorus_is_readable(self):
        """Whether its file is here, and the one to which its position belongs."""
        file = self.payload_sha256 and self._chorus_open_file()
        if not file:
            return False
        with file:
            return True

    def _chorus_fetch(self, accounts):
        """Download the file with the first account that is given it.

        :return: whether it is here; if not, when to ask again is arranged
        """
        self.attempt_count += 1
        postponed = False
        for account in accounts:
            self.company_id = account
            self.env.cr.commit()  # pylint: disable=invalid-commit
            try:
                if self._chorus_download(account):
                    return True
            except ChorusError as error:
                self.env.cr.rollback()
                self._chorus_note_no_file(account, error)
                postponed = postponed or isinstance(error, Unavailable)
        if postponed and self.attempt_count < ATTEMPTS:
            moment = fields.Datetime.now() + NEXT_ATTEMPT
            self._chorus_come_back("ir_cron_directory", moment)
        else:
            self._chorus_stop(self.failure)
        return False

    def _chorus_download(self, account):
        """
        :return: whether the portal gave a file
        :raises ChorusError: the portal refused or does not answer
        """
        with tempfile.TemporaryFile() as target, account._chorus_client() as client:
            size = client.download_directory(target)
            if not size:
                self.failure = account._chorus_lang_env()._(
                    "Chorus Pro gave no directory. Odoo asks for it again next week."
                )
                return False
            account._chorus_note_success(client.answered)
            target.seek(0)
            self._chorus_keep_upload(target.read(), FILE_NAME)
        self.failure = False
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return True

    def _chorus_note_no_file(self, account, error):
        reason = explain(account._chorus_lang_env(), error)
        _logger.info("Directory for %s not downloaded: %s", account.name, reason)
        self.failure = reason
        refused_here_alone = (
            isinstance(error, ConfigurationError) and error.cause == SUBSCRIPTION
        )
        # The invoices are followed by other APIs, which may well be open.
        if not refused_here_alone:
            account._chorus_note_failure(error)
