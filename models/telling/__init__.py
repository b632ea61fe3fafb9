# ruff: noqa: I001 - a model is loaded before those that extend it
from . import message_subtypes
from . import words
from . import posting
from . import chatter
from . import second_validator
from . import document_status
from . import double
from . import explanations
from . import unlawful_invoice
from . import next_step
from . import activity
