"""A local Chorus Pro over real HTTP: deposits, life cycles, directory, one web page.

Start it with ``python -m simulator``; any client of the real API works against it
once its two base addresses point here. It keeps state in one SQLite file.

Credentials: client id ``simulator``, secret ``simulator``.

============================ ============ ====================================
Technical account            password     structure
============================ ============ ====================================
TECH_1_0000001@cpro.fr       simulator    73282932000074 Atelier Lumière SARL
TECH_1_0000002@cpro.fr       simulator    99990001200017 Ébénisterie du Port SAS
TECH_1_0000003@cpro.fr       simulator    12345678200051 Commune de Sansexigence,
                                          which receives invoices
TECH_1_0000004@cpro.fr       simulator    12345678200119 Université de la Baie,
                                          which receives and has an accountant
                                          of its own (agent comptable)
TECH_1_0000005@cpro.fr       simulator    99992001000017 Bâtisseurs de la Rance SAS,
                                          who validate invoices of subcontractors
============================ ============ ====================================

Hélios speaks for the accountant of the town: the portal refuses his statuses from its
account. The university's account may give them.

=============== ==================================================================
Recipient       what it wants
=============== ==================================================================
12345678200051  nothing
12345678200028  a service: SERVICE_DEST_SERV_OBL (FACTURES_PUBLIQUES is kept for
                public issuers, SERVICE_FERME is closed)
12345678200036  a commitment number
12345678200044  a service (SERVICE_DEST_MIXTE) and a commitment number
12345678200069  a service (SERVICE_AU_CHOIX) or a commitment number
12345678200077  nothing, but it is inactive
12345678200085  works owner only: refuses the frameworks A1, A2, A9, A12
12345678200099  nothing; its SIRET fails the check digit, as some fictitious SIRETs
                of the real qualification platform do
12345678200101  nothing; it does not report the status MISE_EN_PAIEMENT
12345678200119  nothing; services UFR_SCIENCES and DIR_PATRIMOINE may be named
11000201100044  the State: a service (AAASCPV, FAC0000075, DEFSCA0033; MI5PLTF059
                wants a commitment number as well; JUSFERM075 is closed)
=============== ==================================================================

=============== ==================================================================
Supplier        who
=============== ==================================================================
73282932000074  Atelier Lumière SARL, the demo company
73282932000017  Atelier Lumière SARL, another establishment of the same SIREN
73282932000025  Atelier Lumière SARL, a closed establishment
99990001200017  Ébénisterie du Port SAS, the second supplier
99992001000017  Bâtisseurs de la Rance SAS, a main contractor
20001234200016  Syndicat mixte des Deux-Rives, a public body that also issues invoices
=============== ==================================================================

=============== ==================================================================
Commitment      of the State, to the demo company but for the last
=============== ==================================================================
1501966748      6000 EUR, contract 2025-DIR-0042, service AAASCPV, one document
1502044190      1200 EUR, the same contract, service MI5PLTF059, two documents
1502077001      600 EUR, service FAC0000075, not ordered yet (A_TRAITER)
1500880012      500 EUR, service DEFSCA0033, to the establishment of Rennes
1501000001      5000 EUR, to the second supplier
=============== ==================================================================

What a body receives where nobody sends it anything: ``--with-received`` lets a few
suppliers send their invoices to the town, and so does a button of the page, to any
body. There a form deposits an invoice as any supplier would, and the page of an invoice
plays its supplier and Hélios.

What names a validator (A9, A12, A10, A13, A14) waits for his answer: by his account, on
the page of the invoice, or by the control API (``invoices/NUMBER/validation``). His
silence runs out after ``validation_days``. The page of deposits lets sample invoices
wait for a SIRET, and so does ``samples-to-validate``.

The table itself is ``seed.json``. More public bodies are made on demand: start with
``--structures 5000``, or post ``{"structures": 5000}`` to ``/simulator/directory``.
"""
