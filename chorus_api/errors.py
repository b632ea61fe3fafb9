"""What can go wrong with Chorus Pro, sorted by who must act and whether to retry."""

from collections.abc import Callable
from typing import Any

# Why a configuration is refused (ConfigurationError.cause).
CREDENTIALS = "credentials"  # PISTE refuses the client id or its secret
ACCOUNT = "account"  # Chorus Pro refuses the technical account
SUBSCRIPTION = "subscription"  # the application has not subscribed to the API
ADDRESS = "address"  # nothing answers as Chorus Pro there, or not over TLS

# Which limit a file breaks (FileError.rule).
NAME = "name"
EMPTY = "empty"
SIZE = "size"


class ChorusError(Exception):
    """Any failure of a call.

    :param message: what the portal or the network said, never a secret
    :param code: ``codeRetour`` of the portal's answer, ``None`` where there is none
    :param http_status: status of the answer, ``None`` without an answer
    :param payload: the decoded answer, where it was a JSON object
    :param retry_after: seconds the portal asks to wait, 0 where it does not say
    """

    def __init__(
        self,
        message: str,
        *,
        code: int | None = None,
        http_status: int | None = None,
        payload: dict[str, Any] | None = None,
        retry_after: int = 0,
    ):
        super().__init__(message)
        self.message = message
        self.code = code
        self.http_status = http_status
        self.payload = payload or {}
        self.retry_after = retry_after

    def clean(self, clean: Callable[[str], str]) -> None:
        """Replace the message and all texts of the payload by what a function makes
        of them; a payload nested too deeply is dropped."""
        self.message = clean(self.message)
        self.args = (self.message,)
        try:
            self.payload = _cleaned(self.payload, clean)
        except RecursionError:  # nobody's answer
            self.payload = {}


class ConfigurationError(ChorusError):
    """Credentials, account, subscription or address are refused: no retry helps.

    :param cause: CREDENTIALS, ACCOUNT, SUBSCRIPTION or ADDRESS
    :param family: the API family that was called, such as ``factures``
    """

    def __init__(self, message: str, *, cause: str, family: str = "", **details: Any):
        super().__init__(message, **details)
        self.cause = cause
        self.family = family


class Unavailable(ChorusError):
    """The portal surely did not accept the request: it may be sent again later."""


class Uncertain(ChorusError):
    """The request left and no readable answer came: it may have been accepted."""


class Rejected(ChorusError):
    """Chorus Pro understood and refused: a person must correct something."""


class FlowUnknown(Rejected):
    """Chorus Pro does not know of a flow: nobody's mistake in the first moments after
    its deposit."""


class TooLarge(Rejected):
    """What was asked for is more than the portal gives out at once."""


class ProtocolError(ChorusError):
    """The answer is not what the interface promises (not JSON, a key missing)."""


class FileError(ChorusError):
    """A file breaks our own limits; nothing was sent.

    :param rule: NAME, EMPTY or SIZE
    :param limit: the limit in megabytes, for SIZE
    """

    def __init__(self, message: str, *, rule: str, limit: int = 0):
        super().__init__(message)
        self.rule = rule
        self.limit = limit


class UnlistedOperation(RuntimeError):
    """A program calls an operation that is not known to exist: a mistake of whoever
    wrote it, and no answer of the portal. Nothing was sent."""


def _cleaned(value: Any, clean: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(key): _cleaned(item, clean) for key, item in value.items()}
    if isinstance(value, list):
        return [_cleaned(item, clean) for item in value]
    return value
