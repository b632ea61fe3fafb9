"""In which part somebody searches (``roleUtilisateur``): an enumeration of the official
swagger of the API Factures v1.0.0."""

SUPPLIER = "FOURNISSEUR"
SUPERVISOR = "MOE"
OWNER = "MOA"
VALIDATOR = "VALIDEUR"
RECIPIENT = "DESTINATAIRE"
ROLES = (SUPPLIER, SUPERVISOR, OWNER, VALIDATOR, RECIPIENT)
