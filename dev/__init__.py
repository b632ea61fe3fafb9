"""Development and test machinery: nothing here is loaded by Odoo."""
