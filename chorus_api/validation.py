"""How a validator answers: the main contractor of a subcontractor, a group's agent.

Source: ``doc/portal.md``, A 2.10 and R 1.5.
"""

# What he does (``action``): a client of the portal lists these among others.
VALIDATE = "VALIDATION"
REFUSE = "REFUS"
# The reason of a refusal that asks the supplier to name somebody else.
WRONG_VALIDATOR = "ERR_VALIDEUR"
# In these statuses an invoice waits for its first or second validator.
TO_VALIDATE = ("A_VALIDER_1", "A_VALIDER_2")
