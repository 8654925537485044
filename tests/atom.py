"""What an Atom feed must be, for tests. Source: https://www.rfc-editor.org/rfc/rfc4287"""

import re
import xml.etree.ElementTree as ElementTree
from urllib.parse import urlparse

ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ")


def problems(text: str, site_url: str = "") -> list[str]:
    """Everything that makes ``text`` no good feed; with ``site_url``, links that do not lead there count too."""
    root = ElementTree.fromstring(text)
    found = [] if root.tag == f"{ATOM}feed" else [f"root {root.tag}"]
    entries = root.findall(f"{ATOM}entry")
    if root.find(f"{ATOM}author/{ATOM}name") is None and any(each.find(f"{ATOM}author") is None for each in entries):
        found.append("no author")
    ids = []
    for each in [root, *entries]:
        name = each.findtext(f"{ATOM}title") or "untitled"
        for required in ("title", "id", "updated"):
            if len(each.findall(f"{ATOM}{required}")) != 1 or not each.findtext(f"{ATOM}{required}"):
                found.append(f"{name}: not one {required}")
        if not RFC_3339.fullmatch(each.findtext(f"{ATOM}updated") or ""):
            found.append(f"{name}: updated {each.findtext(f'{ATOM}updated')}")
        if not urlparse(each.findtext(f"{ATOM}id") or "").scheme:
            found.append(f"{name}: an id without a scheme")
        ids.append(each.findtext(f"{ATOM}id"))
        links = each.findall(f"{ATOM}link")
        if site_url and not links:
            found.append(f"{name}: no link")
        found += [
            f"{name}: link {link.get('href')}"
            for link in links
            if not (link.get("href") or "").startswith(site_url or "https://")
        ]
        if each is not root and not links and each.find(f"{ATOM}content") is None:
            found.append(f"{name}: neither content nor link")
    if site_url and not [link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]:
        found.append("no link to itself")
    newest = max((each.findtext(f"{ATOM}updated") or "" for each in entries), default="")
    found += ["an entry newer than the feed"] if newest > (root.findtext(f"{ATOM}updated") or "") else []
    return found + ["the same id twice"] * (len(set(ids)) < len(ids))
