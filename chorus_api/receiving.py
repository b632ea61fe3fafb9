"""What a public body may make of an invoice that it received.

Source: ``doc/portal.md``, R 9 and A 2.8.
"""

# What is asked for (``typeDemandePaiement``): one search finds one of them.
INVOICE = "FACTURE"
WORKS = "FACTURE_TRAVAUX"
KINDS = (INVOICE, WORKS)

# The statuses that a body gives, of all that an invoice may have; the last three are
# its accountant's.
ACCOUNTANT_STATUSES = (
    "MISE_A_DISPOSITION_COMPTABLE",
    "COMPTABILISEE",
    "MISE_EN_PAIEMENT",
)
GIVEN_STATUSES = (
    "MISE_A_DISPOSITION",
    "SUSPENDUE",
    "A_RECYCLER",
    "REJETEE",
    "SERVICE_FAIT",
    "MANDATEE",
    *ACCOUNTANT_STATUSES,
)
# Those that the portal refuses without a reason.
WITH_REASON = ("REJETEE", "SUSPENDUE")
# The one that goes with the number of a payment order.
ORDERED = "MANDATEE"

# Characters; how many the portal takes is not known, a client in production cuts there.
REASON_LIMIT = 255
# How many invoices are downloaded at once, as AIFE advises.
GROUP_LIMIT = 10
