"""Which operations this client may call: no other one leaves it.

Of the works family one path alone is attested; what others may look like is deduced,
and a guess that changes something is worse than none (``doc/portal.md``, A 6). What an
integrator knows better he adds by the settings of his program, path by path.
"""

from collections.abc import Iterable

from .errors import UnlistedOperation

WORKS_FAMILY = "facturesTravaux"
OPERATIONS: dict[str, frozenset[str]] = {
    "engagementsJuridiques": frozenset({"consulterDetail", "rechercher"}),
    "factures": frozenset(
        {
            "completer",
            "consulter/fournisseur",
            "consulter/historique",
            "consulter/recipiendaire",
            "consulter/valideur",
            "corriger/valideur/facture",
            "deposer/flux",
            "deposer/pdf",
            "rechercher/aTraiter/valideur",
            "rechercher/atraiter/fournisseur",
            "rechercher/atraiter/recipiendaire",
            "rechercher/demandePaiement",
            "rechercher/fournisseur",
            "rechercher/recipiendaire",
            "rechercher/valideur",
            "recuperer/statutsFactureVisibles/valideur",
            "recycler",
            "soumettre",
            "telecharger/groupe",
            "traiter/factureAValider",
            "traiter/recue",
            "traiterRejet",
        }
    ),
    WORKS_FAMILY: frozenset({"rechercher"}),
    "structures": frozenset(
        {"consulter", "consulter/service", "rechercher", "rechercher/services"}
    ),
    "transverses": frozenset(
        {
            "ajouter/fichier",
            "consulterCR",
            "consulterCRDetaille",
            "health-check",
            "rechercher/destinataire",
            "recuperer/coordbanc/valides",
            "recuperer/devises",
            "recuperer/etats/traitement",
            "recuperer/modereglements",
            "recuperer/motifs/exonerationtva",
            "recuperer/motifs/refus/Facture/AValider",
            "recuperer/structures/actives/destinataire",
            "recuperer/structures/actives/fournisseur",
            "recuperer/tauxtva",
            "telecharger/annuaire/destinataire",
            "telecharger/pieceJointe",
        }
    ),
}


def check_operation(path: str, more: Iterable[str] = ()) -> None:
    """
    :param path: after ``/cpro/``, such as ``factures/v1/deposer/flux``
    :param more: paths that an integrator allows beside those of :data:`OPERATIONS`
    :raises UnlistedOperation: this client must not call it; nothing was sent
    """
    family, _, name = path.partition("/v1/")
    if name not in OPERATIONS.get(family, ()) and path not in more:
        raise UnlistedOperation(path)
