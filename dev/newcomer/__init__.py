"""How long a new company takes to its first deposited invoice, in a browser."""
