"""A yardstick for clients of Chorus Pro, in whatever language they are written.

``python -m simulator.conformance --client "CMD"`` starts the portal with one scenario
after another, runs CMD once for each, and scores what arrived on the wire; what CMD
says, and how it ends, counts for nothing.

CMD is told its task twice: as one JSON object on standard input, and as environment
variables, whose names are those of the object in capitals after ``CHORUS_``:

================= ===================================================================
``task``          what to do, such as ``deposit`` (``--list`` tells them all)
``token_url``     where a token comes from, the whole address
``api_url``       the address before ``/cpro``
``client_id``     and ``client_secret``, for the token
``login``         and ``password``, of the technical account
``pause``         seconds to leave between two questions about the same flow
================= ===================================================================

and what the task needs beside, such as ``file``. Lists and objects are JSON in the
environment too. A task that CMD does not know is one that it leaves alone.
"""
