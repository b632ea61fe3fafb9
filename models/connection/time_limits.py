"""How long people and scheduled work wait for the portal, in seconds."""

# A person looks something up: a customer, a commitment, what the account is.
LOOK_UP_LIMIT = 30
# A person asks for many invoices: the rest is left to the scheduled actions, which are
# started at once, or to the next click.
CLICK_LIMIT = 20
# A person decides what became of a deposit: all that may be it is searched for.
DECISION_LIMIT = 60
# What is looked up before a sending, all customers or commitments together.
BEFORE_SENDING_LIMIT = 10
