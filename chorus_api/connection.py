"""Where and as whom to call, and what of it must never be repeated.

Source: ``doc/portal.md``, A 1.1 and A 1.3 (hosts, headers).
"""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus, urlsplit

from . import errors

LOOPBACK = ("127.0.0.1", "localhost", "::1")
# Libraries disagree about the host of an address that holds one of these.
AMBIGUOUS = re.compile(r"[\s\\@?#\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\ufeff]")
USER_PART = re.compile(r"//[^/]*@")
# A header that comes back cut short is a credential all the same.
HEADER = re.compile(r"\b(bearer|basic|cpro-account\W{0,3})\s*[\w+/=.~-]{8,}", re.I)
HIDDEN = "•••"
# Shorter ones are parts of words.
SHORTEST_SECRET = 4


@dataclass(frozen=True, slots=True)
class Connection:
    """Addresses and credentials of one company's access to Chorus Pro.

    :param oauth_url: the token's address, or its host alone
    :param api_url: the API's address without ``/cpro``
    :raises ConfigurationError: an address is neither https nor loopback, or can be read
        in two ways
    """

    oauth_url: str
    api_url: str
    client_id: str
    client_secret: str = field(repr=False)
    login: str
    password: str = field(repr=False)

    def __post_init__(self) -> None:
        for url in (self.oauth_url, self.api_url):
            if not is_safe(url):
                shown = AMBIGUOUS.sub("·", USER_PART.sub(f"//{HIDDEN}@", url))
                raise errors.ConfigurationError(shown, cause=errors.ADDRESS)

    @property
    def token_url(self) -> str:
        if urlsplit(self.oauth_url).path.strip("/"):
            return self.oauth_url
        return self.oauth_url.rstrip("/") + "/api/oauth/token"

    @property
    def base_url(self) -> str:
        return self.api_url.rstrip("/").removesuffix("/cpro") + "/cpro"

    @property
    def account_header(self) -> str:
        return _base64(f"{self.login}:{self.password}")

    def secrets(self) -> set[str]:
        """What is told to the portal in confidence, in the forms it travels in."""
        plain = {self.client_secret, self.password, self.account_header}
        plain.add(_base64(f"{self.client_id}:{self.client_secret}"))
        return plain | {
            form(secret) for secret in plain for form in (quote, quote_plus)
        }


def is_safe(url: str) -> bool:
    """Whether an address is https or loopback, and no library reads it in another way.

    :param url: as a person entered it
    """
    if AMBIGUOUS.search(url):
        return False
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    is_loopback = parts.scheme == "http" and host in LOOPBACK
    return bool(host) and (parts.scheme == "https" or is_loopback)


def redacted(text: str, secrets: Iterable[str]) -> str:
    """A text of the portal in which secrets and credentials are replaced by dots.

    :param secrets: as :meth:`Connection.secrets` gives them
    """
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, HIDDEN)
    return HEADER.sub(rf"\1 {HIDDEN}", text)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
