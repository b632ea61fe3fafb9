"""The time of the portal, which lives in Paris."""

from odoo import fields
from odoo.tools import format_date, format_datetime

PORTAL_ZONE = "Europe/Paris"


def portal_day(env, moment):
    """A day of the portal in the reader's format."""
    return format_date(env, portal_date(env, moment))


def portal_date(env, moment):
    """The day of a moment where the portal lives: in Paris.

    :param datetime moment: naive UTC
    :rtype: date
    """
    paris = env["res.users"].with_context(tz=PORTAL_ZONE)
    return fields.Datetime.context_timestamp(paris, moment).date()


def portal_today(env):
    """Today in Paris: legal delays end there, whoever looks and from where.

    :rtype: date
    """
    return portal_date(env, fields.Datetime.now())


def portal_moment(env, moment):
    """The day and the minute of the portal, in the reader's format."""
    return format_datetime(env, moment, tz=PORTAL_ZONE, dt_format="short")
