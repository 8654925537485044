"""The address at which this project stands somewhere: its site, or its repository.

In: what somebody typed into a setting. Out: the address in the one way in which all others are made from it, or what is
wrong with it. What may be secret in it is in neither.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import unquote

from sitedata.text.addresses import IN_ADDRESS, LONGEST_ADDRESS, parsed
from sitedata.text.problem import quoted

PORTS = {"https": 443, "http": 80}
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
MACHINE = re.compile(rf"(?=.{{1,253}}$){LABEL}(?:\.{LABEL})*", re.ASCII)
INDEX = re.compile(r"/index\.html?/*$", re.IGNORECASE)


class Unusable(ValueError):
    """An address that is none. ``problem`` and ``expected`` are words of a message; neither repeats a secret."""

    def __init__(self, problem: str, expected: str):
        super().__init__(f"{problem} — expected {expected}")
        self.problem, self.expected = problem, expected


@dataclass(frozen=True)
class WebAddress:
    """``host`` is in lower case, with a port unless the scheme implies it; ``path`` has no slash at its end."""

    scheme: str
    host: str
    path: str = ""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}{self.path}"

    @classmethod
    def read(cls, text: str, example: str) -> WebAddress:
        """``example`` is what to type, where nothing better can be said.

        Raises:
            Unusable: the first thing that is wrong with it.
        """
        if len(text) > LONGEST_ADDRESS:
            raise Unusable(f"an address of {len(text)} characters", f"{LONGEST_ADDRESS} at most")
        if text != (trimmed := text.strip()):
            raise Unusable("spaces around an address", f"it without them: {shown(trimmed)}")
        scheme, separator, rest = text.partition("://")
        scheme = scheme.lower()
        if not separator or scheme not in PORTS:
            raise Unusable("not an address of the web", _with_scheme(text) or example)
        if "@" in rest.split("/")[0]:
            raise Unusable("a user in an address, who would be published", "it without what stands before the @")
        if not rest.isascii() and (ascii_form := _ascii(scheme, rest)):
            raise Unusable("a host with other letters than those of an address", ascii_form)
        if rest and not IN_ADDRESS.fullmatch(rest):
            raise Unusable("a character that has no place in an address", example)
        parts = parsed(f"{scheme}://{rest}")
        if parts is None or not _is_host(parts.hostname or ""):
            raise Unusable("no name of a host, or no port", example)
        if "?" in rest or "#" in rest:
            raise Unusable("an address with a query or a fragment", f"'{scheme}://{re.split('[?#]', rest)[0]}'")
        path = parts.path.rstrip("/")
        if any(unquote(part) in ("", ".", "..") for part in path.split("/")[1:]):
            raise Unusable("an address with a part that is empty, or a dot or two", example)
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        port = f":{parts.port}" if parts.port is not None and parts.port != PORTS[scheme] else ""
        return cls(scheme, host + port, path)


def site_address(text: str) -> str:
    """The address of a site with a slash at its end.

    Raises:
        Unusable: it is none.
    """
    address = WebAddress.read(text, "the site's folder, such as 'https://example.org/wiki/'")
    if INDEX.search(address.path):
        raise Unusable("the address of a page", f"its folder, '{INDEX.sub('/', str(address))}'")
    return f"{address}/"


def folder_within(text: str) -> str:
    """The path of a folder, relative to an address, with a slash at its end.

    Raises:
        Unusable: it is none.
    """
    path = text.rstrip("/")
    inside = all(unquote(part) not in ("", ".", "..") for part in path.split("/"))
    if not IN_ADDRESS.fullmatch(path) or not inside or set(path) & set(":?#@"):
        raise Unusable("not a path", "a folder relative to REPO_URL, such as 'edit/main/docs/'")
    return f"{path}/"


def shown(text: str) -> str:
    """What somebody typed, for a message: without users and queries, which hold passwords and tokens."""
    return quoted(re.sub(r"([?#]).*", r"\1…", re.sub(r"^((?:[^@]*?//)?).*@", r"\1…@", text, flags=re.DOTALL)))


def _is_host(name: str) -> bool:
    if ":" in name or re.search(r"(^|\.)[0-9]+$", name):  # what ends in a number is read as numbers alone
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True
    return bool(MACHINE.fullmatch(name))


def _with_scheme(text: str) -> str:
    """What was probably meant by an address without a scheme; empty if that is nothing good."""
    host = text.partition("/")[0].lower()
    good = "." in host and MACHINE.fullmatch(host) and "@" not in text and IN_ADDRESS.fullmatch(text)
    return f"'https://{text}'" if good else ""


def _ascii(scheme: str, rest: str) -> str:
    """The same address with its host as computers write it; empty if other parts are not ASCII either."""
    host, slash, path = rest.partition("/")
    try:
        written = host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    good = MACHINE.fullmatch(written.lower().partition(":")[0]) and IN_ADDRESS.fullmatch(path or "/")
    return f"'{scheme}://{written}{slash}{path}'" if good else ""
