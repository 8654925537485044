"""What must hold for a site that MkDocs has just built, before it replaces the previous one.

In: the folder that was built, and what was rendered. Out: the addresses that it lacks, and active content in pages that
people wrote.
"""

from __future__ import annotations

from pathlib import Path

from sitedata.pages.front_matter import front_matter
from sitedata.pages.lint.markup import acting
from sitedata.publish.places import Places
from sitedata.text.addresses import place_of
from sitedata.text.files import remove
from sitedata.text.problem import Problem

OTHER_LANGUAGES = Path("assets/javascripts/lunr")
"""The theme's search needs these files for languages other than English, and each has a licence of its own."""


def lost(places: Places, site: Path) -> list[str]:
    """Addresses that a built site lacks: pages and files."""
    files = [path for path in places.out.rglob("*") if path.is_file() and path.suffix != ".md"]
    wanted = [path.relative_to(places.out).as_posix() for path in files] + [
        f"{place}index.html" for place in built_pages(places)
    ]
    return sorted(address for address in wanted if not (site / address).is_file())


def built_pages(places: Places) -> list[str]:
    """Addresses of all pages that MkDocs was given."""
    return sorted(place_of(path.relative_to(places.out)) for path in places.out.rglob("*.md"))


def acts(places: Places, site: Path) -> list[Problem]:
    """Active content in the article of a page that people wrote, whatever their Markdown became."""
    problems = []
    for path in sorted(places.out.rglob("*.md")):
        relative = path.relative_to(places.out)
        written = front_matter(path.read_text(encoding="utf-8")).get(
            "made_from", f"{place_of(relative).rstrip('/') or 'index'}.md"
        )
        if not (places.docs / written).is_file():
            continue
        html = (site / place_of(relative) / "index.html").read_text(encoding="utf-8")
        article = html[html.index("<article") : html.rindex("</article>")]
        if doings := acting(article):
            problems.append(
                Problem(f"docs/{written}", 1, "", "something in it acts", ", ".join(doings), "Markdown and links")
            )
    return problems


def leave_out_other_languages(site: Path) -> None:
    remove(site / OTHER_LANGUAGES)
