"""What a page tells programs about itself: Open Graph for link previews, JSON-LD for search engines, oEmbed discovery.

In: a rendered page. Out: lines for its ``<head>``. Addresses are full ones; if the site's address is not known, those
parts are left out. Source: https://ogp.me/, https://schema.org/ClaimReview, https://schema.org/Dataset,
https://oembed.com/ section 4.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from sitedata.judge.claims import Judgement
from sitedata.pages.shares import SITE_NAME
from sitedata.schema.tables import VERDICTS, Source

LICENCE_URL = "https://creativecommons.org/licenses/by-sa/4.0/"
PUBLISHER = {"@type": "Organization", "name": SITE_NAME}
RATINGS = {"holds": 5, "partly": 3, "tie": 3, "outdated": 2, "contradicted": 1}
"""A verdict on the scale from 1 (false) to 5 (true) that ClaimReview requires; the verdict's own word is added."""


@dataclass(frozen=True)
class Head:
    """``kind`` is article, dataset, claim or page; ``linked`` is the rest of its JSON-LD."""

    title: str
    description: str
    address: str
    picture: str
    kind: str = "page"
    linked: Mapping[str, Any] = field(default_factory=dict)
    oembed: str = ""

    def html(self, site: str) -> str:
        """A single line, so that it fits into front matter."""
        kind = "website" if not self.address else "article"
        tags = [
            ("og:type", kind),
            ("og:site_name", SITE_NAME),
            ("og:title", self.title),
            ("og:description", self.description),
        ]
        if site:
            tags += [
                ("og:url", site + self.address),
                ("og:image", site + self.picture),
                ("og:image:width", "1200"),
                ("og:image:height", "630"),
            ]
            tags += [("og:image:alt", self.title)]
        parts = [f'<meta property="{name}" content="{escape(value)}">' for name, value in tags]
        parts.append(f'<meta name="twitter:card" content="{"summary_large_image" if site else "summary"}">')
        if site and self.oembed:
            parts.append(
                '<link rel="alternate" type="application/json+oembed" '
                f'href="{escape(site + self.oembed)}" title="{escape(self.title)}">'
            )
        return "".join(parts) + script(self.json_ld(site))

    def json_ld(self, site: str) -> dict[str, Any]:
        types = {"dataset": "Dataset", "claim": "ClaimReview", "article": "Article", "page": "WebPage"}
        values = {
            "@context": "https://schema.org",
            "@type": types[self.kind],
            "description": self.description,
            "license": LICENCE_URL,
            "inLanguage": "en",
        }
        values |= {"headline": self.title[:110]} if self.kind == "article" else {"name": self.title}
        values |= {"author": PUBLISHER, "publisher": PUBLISHER} if self.kind != "dataset" else {"creator": PUBLISHER}
        if site:
            values |= {"url": site + self.address, "image": site + self.picture}
        return values | dict(self.linked)


def script(values: dict[str, Any]) -> str:
    """JSON in a script element, escaped so that no text in it can end the element."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'


def claim_review(judged: Judgement, article: Source) -> tuple[str, dict[str, Any]]:
    """Kind and JSON-LD: a review if there is a verdict; an opinion and what is open are ordinary pages."""
    claim = judged.claim
    if judged.verdict not in RATINGS:
        return "page", {}
    made = {
        "@type": "CreativeWork",
        "name": article.title,
        "author": {"@type": "Organization", "name": article.publisher},
    }
    if article.url.startswith("http"):
        made["url"] = article.url
    rating = {
        "@type": "Rating",
        "ratingValue": RATINGS[judged.verdict],
        "bestRating": 5,
        "worstRating": 1,
        "alternateName": judged.verdict,
    }
    return "claim", {
        "claimReviewed": claim.claim, "datePublished": judged.checked_on.isoformat(), "reviewBody": judged.reason,
        "reviewRating": rating | {"ratingExplanation": VERDICTS[judged.verdict]},
        "itemReviewed": {"@type": "Claim", "appearance": made},
    }  # fmt: skip


def dataset(site: str, files: Sequence[tuple[str, str]], as_of: str, sources: list[str]) -> dict[str, Any]:
    """JSON-LD for downloadable rows. ``files`` are media types and addresses."""
    values: dict[str, Any] = (
        ({"dateModified": as_of} if as_of else {})
        | {"isAccessibleForFree": True}
        | ({"isBasedOn": sources} if sources else {})
    )
    if site:
        values["distribution"] = [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": site + path} for kind, path in files
        ]
    return values
