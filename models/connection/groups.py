"""Who may see what, beside the rights on invoices."""

# Sales and purchase open invoices too, without a right to look at deposits.
ACCOUNTING_GROUPS = "account.group_account_invoice,account.group_account_readonly"


# Names and contacts of public agents are for those who may have to call them.
INVOICING_GROUP = "account.group_account_invoice"
