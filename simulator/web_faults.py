"""The web page of planned faults. Beside ``web.py``, whose blueprint it shares."""

from flask import abort, redirect, render_template, request

from .context import simulator
from .faults import KINDS
from .web import blueprint, dump

FAULT_LABELS = {
    "delay": "réponse retardée",
    "cut": "connexion coupée avant la réponse",
    "stall": "connexion muette",
    "status": "statut HTTP",
    "html": "page d'erreur HTML",
    "empty": "réponse vide",
    "truncated": "réponse tronquée",
    "wrong_json": "JSON inattendu",
    "missing_field": "champ absent de la réponse",
    "nonsense_10mb": "10 Mo sans queue ni tête",
    "expired_token": "jeton expiré",
    "quota": "quota dépassé (429)",
    "partial": "intégration partielle du flux",
    "bare_lists": "liste d'un élément sans crochets",
    "texts": "nombres sous forme de texte",
    "flow_unknown": "flux encore inconnu",
    "draft": "facture restée en brouillon (soumettre)",
    "broken_file": "fichier téléchargé coupé en deux",
}
MOMENT_LABELS = {
    "before": "avant acceptation",
    "during": "pendant l'envoi",
    "after": "après acceptation",
}


@blueprint.get("/pannes")
def faults():
    return render_template(
        "faults.html",
        rows=reversed(simulator.faults.all()),
        kinds=KINDS,
        labels=FAULT_LABELS,
        moments=MOMENT_LABELS,
        dump=dump,
    )


@blueprint.post("/pannes")
def add_fault():
    _check_faults()
    form = request.form
    data: dict[str, str | float | None] = {
        "operation": form.get("operation") or "*",
        "kind": form.get("kind"),
        "when": form.get("when"),
        "times": form.get("times", 1, type=int),
    }
    for name, kind in (("seconds", float), ("status", int)):
        if form.get(name):
            data[name] = form.get(name, type=kind)
    try:
        simulator.faults.add(data)
    except ValueError as error:
        abort(400, str(error))
    return redirect("/pannes", 303)


@blueprint.post("/pannes/effacer")
def clear_faults():
    _check_faults()
    simulator.faults.clear()
    return redirect("/pannes", 303)


def _check_faults() -> None:
    if not simulator.faults.enabled:
        abort(403, "Les pannes sont désactivées.")
