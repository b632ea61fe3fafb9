"""What the tests of commitments share: the State as a customer, a register."""

STATE = "11000201100044"
# Of the simulator's register: ordered, 6,000 and 1,200 with taxes; not ordered yet.
ORDERED = "1501966748"
SMALL = "1502044190"
NOT_ORDERED = "1502077001"
UNKNOWN = "1599999999"

# As faults name them, and as the address of a call.
SEARCH = "engagementsJuridiques/rechercher"
DETAIL = "engagementsJuridiques/consulterDetail"
SEARCH_PATH = "engagementsJuridiques/v1/rechercher"


class CommitmentMixin:
    """The State as a customer; mixed into the cases of ``common.py``."""

    @classmethod
    def setUpChorus(cls):
        super().setUpChorus()
        cls.state = cls.new_customer("Préfecture du Rhône", STATE)

    def register(self, number, **values):
        """Add a commitment to the simulator's register, or change it."""
        values = {"number": number, "supplier": "73282932000074", **values}
        self.simulator.control("POST", "commitments", values)

    def look_ups(self):
        """How many searches of commitments reached the portal."""
        return len(self.simulator.calls(SEARCH_PATH))

    def commitment(self, number):
        """What Odoo keeps of a commitment, archived or not."""
        kept = self.env["l10n_fr_chorus_pro.commitment"].with_user(self.accountant)
        return kept.with_context(active_test=False).search([("number", "=", number)])

    def keep(self, number, **values):
        """Search a commitment and keep it, as a person does."""
        search = self.search(number=number, **values)
        search.action_keep()
        return self.commitment(number)

    def search(self, **criteria):
        wizards = self.env["l10n_fr_chorus_pro.find.commitment"]
        search = wizards.with_user(self.accountant).create(criteria)
        search.action_search()
        return search

    def new_state_invoice(self, number=ORDERED, service="AAASCPV", **values):
        """An invoice to the State of 1,200 with taxes."""
        return self.new_invoice(
            self.state,
            purchase_order_reference=number,
            buyer_reference=service,
            **values,
        )
