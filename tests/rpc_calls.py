"""Calls over HTTP as a browser makes them, each taken back: what is allowed to whom."""

import json

REFUSED = ("odoo.exceptions.AccessError", "odoo.exceptions.AccessDenied")
SENTENCES = (
    "odoo.exceptions.UserError",
    "odoo.exceptions.ValidationError",
    "odoo.exceptions.RedirectWarning",
)


class _Undo(Exception):
    """Takes back what a call has done."""


class RpcCalls:
    """Mixed into a case that talks HTTP, as the user who signed in."""

    def call(self, record, method, *args):
        """One call over HTTP, and taken back.

        :return: ``+`` where it is allowed, be it with a sentence; ``-`` where it is
            refused; else the name of what went wrong
        """
        try:
            with self.cr.savepoint(flush=False):
                answer = self.post(record, method, args)
                raise _Undo
        except _Undo:
            self.env.invalidate_all(flush=False)
        self.look_at_answer(record, method, answer)
        error = answer.json().get("error")
        if not error or error["data"]["name"] in SENTENCES:
            return "+"
        return "-" if error["data"]["name"] in REFUSED else error["data"]["debug"]

    def look_at_answer(self, record, method, answer):
        """What every answer must not tell."""

    def post(self, record, method, args):
        params = {"model": record._name, "method": method, "args": args, "kwargs": {}}
        body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}
        route = f"/web/dataset/call_kw/{record._name}/{method}"
        headers = {"Content-Type": "application/json"}
        data = json.dumps(body, default=str)
        return self.url_open(route, data=data, headers=headers, timeout=60)

    def values_of(self, record):
        """What creates another one like it."""
        return {
            name: field.convert_to_write(record[name], record)
            for name, field in record._fields.items()
            if field.store and field.required and not field.related
        }

    def may(self, record):
        """The letters of what the role may do with a record."""
        calls = {
            "r": ("read", record.ids, ["display_name"]),
            "w": ("write", record.ids, {}),
            "c": ("create", self.values_of(record.sudo())),
            "u": ("unlink", record.ids),
        }
        answers = {letter: self.call(record, *call) for letter, call in calls.items()}
        wrong = [answer for answer in answers.values() if len(answer) > 1]
        self.assertFalse(wrong, record._name)
        return "".join(n for n, answer in answers.items() if answer == "+") or "-"
