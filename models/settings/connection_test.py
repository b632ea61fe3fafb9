"""One try of a connection: what answers, what is refused, each thing named once."""

from ...chorus_api import ChorusError, ConfigurationError
from ...chorus_api.allowed import WORKS_FAMILY
from ...chorus_api.client import FAMILIES, OPTIONAL_FAMILIES
from ...chorus_api.errors import ACCOUNT, CREDENTIALS, SUBSCRIPTION
from ..connection.error_texts import FAMILY_NAMES, explain
from ..connection.res_company import CREDENTIALS as CREDENTIAL_FIELDS
from ..connection.res_company_roles import PUBLIC_BODY, SUPPLIER, WORKS
from ..directory.own_texts import not_own_sentence
from ..directory.party_identifiers import party_identifier
from .setup_lines import DONE, MISSING, NOTE, OPEN, link_of

# What is tried, beside the API families.
PISTE, TECHNICAL, STRUCTURE = "piste", "technical", "structure"

# What came of it; what was not tried has no verdict.
ACCEPTED, REFUSED, FAILED, EMPTY = "accepted", "refused", "failed", "empty"
STATES = {ACCEPTED: DONE, REFUSED: MISSING, FAILED: MISSING, EMPTY: MISSING}


def tried_labels(env):
    """What a line of a test is about.

    :rtype: dict
    """
    families = {
        family: env._("API « %s »", name) for family, name in FAMILY_NAMES.items()
    }
    return {
        PISTE: env._("PISTE client"),
        TECHNICAL: env._("Technical account"),
        STRUCTURE: env._("Own structure"),
        **families,
    }


def family_need(env, family):
    """What an optional API family is for, in a sentence."""
    if family == WORKS_FAMILY:
        return env._("Only works contracts need it.")
    return env._("Only the commitments of the State need it.")


class ConnectionTest:
    """Tries the connection of a company, of its own or of its parent.

    :param company: in its user's environment; what is kept is written by ``sudo``
    """

    def __init__(self, company):
        self.company = company
        self.account = company._chorus_account_company()
        self.env = company.env
        self.families = FAMILIES + tuple(
            family
            for family in OPTIONAL_FAMILIES
            if family != WORKS_FAMILY or company._chorus_does(WORKS)
        )
        self.verdicts = {}
        self.sentences = {}

    def run(self):
        """Try one thing after the other, and keep what came of it."""
        if not self._find_empty():
            try:
                with self.company._chorus_client() as client:
                    self._try_all(client)
            except ChorusError as error:
                self._note(PISTE, error)
        if self.is_accepted(*FAMILIES):
            self.account._chorus_reopen()
        self.account._chorus_keep_verdicts(self.verdicts)

    def read_own_side(self):
        """Read the own structures too, where the account may."""
        self.run()
        if not self.is_accepted("transverses", "structures"):
            return
        company = self.company
        try:
            with self.env.cr.savepoint():
                company.sudo()._chorus_read_sides()
        except ChorusError as error:
            self._note(STRUCTURE, error)
        else:
            chosen = company.l10n_fr_chorus_own_structure_id
            self._find_structure(
                company._chorus_own_sentence(),
                company.env._(
                    "%(company)s invoices as %(structure)s.",
                    company=company.name,
                    structure=chosen.display_name,
                ),
            )
        self.account._chorus_keep_verdicts(self.verdicts)

    def is_accepted(self, *names):
        return all(self.verdicts.get(name) == ACCEPTED for name in names)

    def lines(self):
        """What came of it, one line for each thing.

        :return: list of dict: name, label, state and sentence; url and url_label of
            the place where what is refused is mended
        """
        labels = tried_labels(self.env)
        return [
            {
                "name": name,
                "label": labels[name],
                "state": self._state(name),
                "sentence": self._sentence(name),
                **self._link(name),
            }
            for name in (PISTE, TECHNICAL, *self.families, STRUCTURE)
        ]

    def summary(self):
        if self.is_accepted(PISTE, TECHNICAL, *FAMILIES):
            return self.env._("Chorus Pro answers and accepts the account.")
        return self.env._(
            "The connection does not work yet. Mend what is named, then test it again."
        )

    # -- Trying ----------------------------------------------------------------

    def _find_empty(self):
        """Whether credentials are missing: nothing can be tried then."""
        for name, pair in (
            (PISTE, CREDENTIAL_FIELDS[:2]),
            (TECHNICAL, CREDENTIAL_FIELDS[2:]),
        ):
            account = self.account
            if not account or not all(map(account._chorus_credential, pair)):
                self.verdicts[name] = EMPTY
        return bool(self.verdicts)

    def _try_all(self, client):
        self._try(PISTE, client.authenticate)
        for family in self.families:
            # Asking on with a wrong password would lock the account.
            if not self.is_accepted(PISTE) or self.verdicts.get(TECHNICAL) == REFUSED:
                return
            self._try(family, client.probe, family)
            if self.is_accepted(family):
                self.verdicts[TECHNICAL] = ACCEPTED
        if self.is_accepted("transverses", "structures"):
            self._try_structures(client)

    def _try_structures(self, client):
        found = self._try(STRUCTURE, self.account._chorus_read_password_end, client)
        if not self.is_accepted(STRUCTURE):
            return
        company = self.company
        right = self.env._("The account may invoice for %s.")
        receives = company._chorus_does(PUBLIC_BODY)
        if receives and not company._chorus_does(SUPPLIER):
            right = self.env._("The account receives the invoices of %s.")
            found = self._try(STRUCTURE, client.list_receiving_structures)
            if not self.is_accepted(STRUCTURE):
                return
        siret = party_identifier(company.partner_id).value
        sirets = [structure.identifier for structure in found]
        names = [f"{row.identifier} – {row.name}" for row in found]
        is_ours = siret in sirets
        self._find_structure(
            None if is_ours else not_own_sentence(self.env, company.name, siret, names),
            right % siret,
        )

    def _find_structure(self, wrong, right):
        """:param str wrong: None where all is well; right is told then"""
        self.verdicts[STRUCTURE] = FAILED if wrong else ACCEPTED
        self.sentences[STRUCTURE] = wrong or right

    def _try(self, name, call, *values):
        try:
            answer = call(*values)
        except ChorusError as error:
            self._note(name, error)
            return None
        self.verdicts[name] = ACCEPTED
        return answer

    def _note(self, name, error):
        """The error, under the name of what it refuses."""
        verdict = FAILED
        if isinstance(error, ConfigurationError):
            verdict = REFUSED
            places = {
                ACCOUNT: TECHNICAL,
                CREDENTIALS: PISTE,
                SUBSCRIPTION: error.family,
            }
            name = places.get(error.cause, name)
        self.verdicts[name] = verdict
        self.sentences[name] = explain(self.env, error)

    # -- Telling ---------------------------------------------------------------

    def _state(self, name):
        state = STATES.get(self.verdicts.get(name), OPEN)
        return NOTE if state == MISSING and name in OPTIONAL_FAMILIES else state

    def _link(self, name):
        if self.verdicts.get(name) not in (REFUSED, EMPTY):
            return {}
        return link_of(self.account, "portal" if name == TECHNICAL else "piste")

    def _sentence(self, name):
        verdict = self.verdicts.get(name)
        if verdict is None:
            return self.env._("Not tried: what comes before it is refused.")
        if verdict == EMPTY:
            return self.env._("Not entered in the settings of Chorus Pro.")
        sentence = self.sentences.get(name) or self.env._("Accepted.")
        if self._state(name) == NOTE:
            return f"{sentence} {family_need(self.env, name)}"
        return sentence
