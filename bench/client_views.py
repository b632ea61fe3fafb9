"""What the web client asks the server for when it opens a view: ``getFieldsSpec`` of
core's ``relational_model/utils.js``, by the same view of the same user."""

from lxml import etree

from odoo.tests.form import get_static_context

ALWAYS = ("1", "True")


def specification(env, action, kind):
    """The fields that the web client asks for to show a view.

    :param env: an environment of the user who opens it
    :param str action: the external identifier of a window action
    :param str kind: ``form`` or ``list``
    :return: (the model with the context of the client's calls, the specification of
        ``web_read``, of ``web_search_read`` or of ``onchange``)
    """
    views = env["ir.actions.actions"]._for_xml_id(action)
    context = get_static_context(views["context"])
    model = env[views["res_model"]].with_context(**context)
    view = dict((name, view_id) for view_id, name in views["views"])[kind]
    answer = model.get_views([(view, kind)])
    root = etree.fromstring(answer["views"][kind]["arch"])
    return model, _fields(root, answer["models"], model._name)


def _fields(root, models, name):
    """The specification of one view, whose root may lie inside a field of another."""
    kinds = models[name]["fields"]
    depth = root.xpath("count(ancestor-or-self::field)")
    result, shown = {}, set()
    for node in root.xpath(f".//field[count(ancestor::field) = {depth}]"):
        field = node.get("name")
        spec = result.setdefault(field, {})
        if not _is_hidden(node):
            shown.add(field)
        if kinds[field]["type"] in ("one2many", "many2many"):
            if not _is_hidden(node):
                spec.update(_lines(node, models, kinds[field]["relation"]))
        elif kinds[field]["type"] in ("many2one", "reference"):
            fields = {"display_name": {}} if field in shown else {}
            spec.update(fields=fields, context=_context(node))
    return result


def _is_hidden(node):
    return bool({node.get("invisible"), node.get("column_invisible")} & {*ALWAYS})


def _lines(node, models, name):
    """Of a field that shows others: their list, and the form they open in."""
    views = {view.tag: view for view in node if view.find(".//field") is not None}
    modes = node.get("mode", "list").split(",")
    fields = {}
    for mode in (modes[0], "form"):
        if mode in views:
            fields = {**_fields(views[mode], models, name), **fields}
    # Tags and files have a widget in the place of a view.
    fields = fields or {"display_name": {}}
    return {"fields": fields, "context": _context(node)}


def _context(node):
    return get_static_context(node.get("context", "{}"))
