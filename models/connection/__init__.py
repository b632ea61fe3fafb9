# ruff: noqa: I001 - a model is loaded before those that extend it
from . import sealed_fields
from . import cursor
from . import res_company
from . import call
from . import res_company_roles
from . import res_company_cursor
from . import res_company_credentials
from . import res_company_password
from . import res_company_health
