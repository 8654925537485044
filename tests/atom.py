"""What an Atom feed must be, for tests. Source: https://www.rfc-editor.org/rfc/rfc4287"""

import re
import xml.etree.ElementTree as ElementTree
from urllib.parse import urlparse

ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ")


def problems(text: str, site_url: str = "") -> list[str]:
    """Everything that is wrong with the feed ``text``; with ``site_url``, also links that lead elsewhere."""
    root = ElementTree.fromstring(text)
    problems = [] if root.tag == f"{ATOM}feed" else [f"root {root.tag}"]
    entries = root.findall(f"{ATOM}entry")
    if root.find(f"{ATOM}author/{ATOM}name") is None and any(entry.find(f"{ATOM}author") is None for entry in entries):
        problems.append("no author")
    ids = []
    for element in [root, *entries]:
        name = element.findtext(f"{ATOM}title") or "untitled"
        for required in ("title", "id", "updated"):
            if len(element.findall(f"{ATOM}{required}")) != 1 or not element.findtext(f"{ATOM}{required}"):
                problems.append(f"{name}: not one {required}")
        if not RFC_3339.fullmatch(element.findtext(f"{ATOM}updated") or ""):
            problems.append(f"{name}: updated {element.findtext(f'{ATOM}updated')}")
        if not urlparse(element.findtext(f"{ATOM}id") or "").scheme:
            problems.append(f"{name}: an id without a scheme")
        ids.append(element.findtext(f"{ATOM}id"))
        links = element.findall(f"{ATOM}link")
        if site_url and not links:
            problems.append(f"{name}: no link")
        problems += [
            f"{name}: link {link.get('href')}"
            for link in links
            if not (link.get("href") or "").startswith(site_url or "https://")
        ]
        if element is not root and not links and element.find(f"{ATOM}content") is None:
            problems.append(f"{name}: neither content nor link")
    if site_url and not [link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]:
        problems.append("no link to itself")
    newest = max((entry.findtext(f"{ATOM}updated") or "" for entry in entries), default="")
    problems += ["an entry newer than the feed"] if newest > (root.findtext(f"{ATOM}updated") or "") else []
    return problems + ["the same id twice"] * (len(set(ids)) < len(ids))
