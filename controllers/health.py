"""The state of Chorus Pro for a program that supervises servers."""

import hmac

from werkzeug.exceptions import Forbidden, NotFound

from odoo import http
from odoo.http import request

TOKEN_PARAMETER = "l10n_fr_chorus_pro.health_token"  # noqa: S105 - a name
BEARER = "Bearer "


class ChorusHealth(http.Controller):
    @http.route(
        "/l10n_fr_chorus_pro/health",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
    )
    def health(self, token="", **_other):
        """Whether sending and following work, as JSON without data of invoices.

        :param str token: the system parameter's value, unless the header
            ``Authorization: Bearer`` has it
        :return: HTTP 200 where all is well, else 503
        :raises NotFound: no token is set in this database
        :raises Forbidden: it is another one
        """
        env = request.env(su=True)
        wanted = (env["ir.config_parameter"].get_param(TOKEN_PARAMETER) or "").strip()
        if not wanted:
            raise NotFound()
        header = request.httprequest.headers.get("Authorization", "")
        given = header.removeprefix(BEARER) if header.startswith(BEARER) else token
        if not hmac.compare_digest(given.strip().encode(), wanted.encode()):
            raise Forbidden()
        state = env["res.company"]._chorus_supervise()
        return request.make_json_response(
            state,
            headers=[("Cache-Control", "no-store")],
            status=200 if state["status"] == "ok" else 503,
        )
