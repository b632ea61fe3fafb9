"""As whom a company has an invoice of somebody else.

A public body is its recipient. A main contractor, or the agent of a group, is asked for
his agreement before the body has it.
"""

RECIPIENT, VALIDATOR = "recipient", "validator"
ROLES = [(RECIPIENT, "Recipient"), (VALIDATOR, "Validator")]
