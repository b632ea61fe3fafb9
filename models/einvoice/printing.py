"""What the server can print: Debian's wkhtmltopdf has no headers and footers."""

from odoo.addons.base.models import ir_actions_report


def prints_headers():
    """Whether a PDF shows the seller and the legal mentions, which stand in the header
    and the footer: wkhtmltopdf needs the patched Qt for them."""
    return ir_actions_report._wkhtml().is_patched_qt
