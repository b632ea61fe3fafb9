"""The refusals of the simulator and the table of return codes.

Numbers of return codes are per operation (doc/portal.md, A 1.5). Where that knows
the real pair it stands here with its source; the others start with ``SIM_`` so that
nobody takes them for codes of Chorus Pro.
"""


class Refusal(Exception):
    """The call is answered with an HTTP status and a body of its own.

    :param status: the HTTP status
    :param body: a dict (sent as JSON) or None for an empty body
    :param headers: further answer headers
    """

    def __init__(self, status: int, body: dict | None = None, headers=None):
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.headers = dict(headers or {})


class Malformed(Refusal):
    """The body is not what the operation takes: HTTP 400 (swagger: 400)."""

    def __init__(self, detail: str):
        super().__init__(
            400, {"codeRetour": 400, "libelle": f"Requête mal formulée : {detail}"}
        )


class BusinessError(Exception):
    """The call was understood and refused: HTTP 200 (or 400) with a return code.

    :param name: a key of :data:`CODES`
    """

    def __init__(self, name: str, detail: str = ""):
        self.code, label = CODES[name]
        # Codes of Chorus Pro stand alone, as there; ours may say more.
        ours = label.startswith("SIM_")
        self.label = f"{label} : {detail}" if detail and ours else label
        super().__init__(self.label)


CODES = {
    # A 1.5, annex V5.00: deposer/flux
    "file_too_large": (20001, "GDP_MSG_11.022"),
    # A 1.5, annex 2017, completer; taken for the history as well
    "invoice_unknown": (20000, "GDP_MSG_11.008"),
    # A 1.5, completer
    "not_suspended": (20002, "GDP_MSG_11.033"),
    # A 1.5 knows the label without its number
    "status_forbids": (20906, "GDP_MSG_11.001"),
    # A 1.5 and A 4.2 know the number without its label
    "attachment_too_large": (20003, "SIM_MSG_TAILLE_PIECE_JOINTE"),
    # A 1.5, annex V4.10: recycler has the numbers 20004 to 20014
    "routing_refused": (20004, "SIM_MSG_ACHEMINEMENT"),
    "attachment_unknown": (20907, "SIM_MSG_PIECE_JOINTE_INCONNUE"),
    "attachment_name": (20908, "SIM_MSG_NOM_PIECE_JOINTE"),
    "too_long": (20909, "SIM_MSG_LONGUEUR"),
    "validator_unknown": (20910, "SIM_MSG_VALIDEUR_INCONNU"),
    # A 1.5: no result
    "nothing_found": (20000, "TRA_MSG_00.015"),
    # A 1.5, a client in production: facturesTravaux/rechercher
    "no_works_found": (20007, "GFT_MSG_01.075"),
    # A 2.8 knows the number and the sentence; that it stands there as it is is D
    "transition": (
        20002,
        "Incohérence au niveau du statut d'origine ou de destination",
    ),
    "required_field": (20900, "SIM_MSG_CHAMP_OBLIGATOIRE"),
    "file_name": (20901, "SIM_MSG_NOM_FICHIER"),
    "not_base64": (20902, "SIM_MSG_BASE64"),
    "syntax_unknown": (20903, "SIM_MSG_SYNTAXE_FLUX"),
    "syntax_not_allowed": (20904, "SIM_MSG_SYNTAXE_NON_AUTORISEE"),
    # A 1.8: consulterCR and consulterCRDetaille
    "flow_unknown": (20001, "POQ_MSG_01.003 - Flux introuvable."),
    "structure_unknown": (20905, "SIM_MSG_STRUCTURE_INCONNUE"),
    "service_unknown": (20911, "SIM_MSG_SERVICE_INCONNU"),
    "commitment_unknown": (20912, "SIM_MSG_ENGAGEMENT_INCONNU"),
    "object_unknown": (20913, "SIM_MSG_OBJET_PIECE_JOINTE"),
    # A 2.1, annex V4.10: soumettre has the numbers 20013, 20303 to 20305; what they say
    # is not known.
    "invoice_refused": (20303, "SIM_MSG_FACTURE_REFUSEE"),
    "number_taken": (20304, "SIM_MSG_NUMERO_EXISTANT"),
    "not_pdf": (20914, "SIM_MSG_PDF_ATTENDU"),
    "not_to_validate": (20916, "SIM_MSG_VALIDATION"),
    "search_missing": (20917, "SIM_MSG_RECHERCHE_INDISPONIBLE"),
    "format_unknown": (20915, "SIM_MSG_FORMAT_TELECHARGEMENT"),
}
