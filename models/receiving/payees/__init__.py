from . import received
