# ruff: noqa: I001 - a model is loaded before those that extend it
from . import matching
from . import pairing
from . import sent_again
from . import refusal
from . import document_sending
from . import deposit
from . import settle
from . import batch
from . import cron
from . import queue
from . import follow_up
from . import report
from . import uncertain
from . import failure_words
from . import guards
from . import double
