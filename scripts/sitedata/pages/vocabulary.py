"""What a page may ask for between ``{{`` and ``}}``, by name: values of the data, and pieces of HTML and Markdown.

In: what is known about one environment's edition, and where the page is. Out: functions by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from sitedata.load.uses import note, remembering
from sitedata.pages import answers, api, environments, workload_code
from sitedata.pages.changes import ChangePieces
from sitedata.pages.claims import ClaimPages
from sitedata.pages.conversions import ConversionPieces
from sitedata.pages.deployments import DeploymentPieces
from sitedata.pages.dictionary import data_dictionary
from sitedata.pages.endings import EndingPieces
from sitedata.pages.events import since_article
from sitedata.pages.first_jobs import FirstJobPieces
from sitedata.pages.fitting import FittingPieces
from sitedata.pages.fragments import Fragments
from sitedata.pages.guide import GuidePages
from sitedata.pages.pairs import PairPages
from sitedata.pages.quotes import figure_to_paste
from sitedata.pages.record import PAGE_LIST, Record, pages_of_figures
from sitedata.pages.second_look import entries_of, second_look
from sitedata.pages.study import StudyPieces
from sitedata.pages.words.facts import Unknown, Values
from sitedata.pages.years import YearPieces
from sitedata.text import addresses
from sitedata.text.markdown import address as in_markdown
from sitedata.text.problem import did_you_mean

Names = dict[str, Callable | object]


@dataclass(frozen=True)
class View:
    """What pages about one environment ask for."""

    values: Values
    fragments: Fragments

    @cached_property
    def asked(self) -> Names:
        """Values of the data by name; each is looked up once for all pages."""
        names = [name for name in dir(self.values) if not name.startswith("_") and name != "data"]
        return {name: remembering(getattr(self.values, name)) for name in names}


@dataclass(frozen=True)
class Place:
    """Where a page is.

    ``base`` leads from it to the site's root; ``page`` is its address if it exists for several environments.
    """

    base: str
    page: str


@dataclass(frozen=True)
class Vocabulary:
    """Everything that pages may ask for; ``claims`` and ``guide`` render what does not depend on an environment."""

    claims: ClaimPages
    guide: GuidePages
    site_url: str

    def names(self, place: Place, view: View, record: Record, listed: list[str]) -> Names:
        """``record`` says what all pages use; ``listed`` takes the claims that a list cites."""
        return (
            view.asked
            | self.guide.names(place.base)
            | self._pieces(place, view)
            | self._claims(place, listed)
            | self._pages(place, view, record)
        )

    def _pieces(self, place: Place, view: View) -> Names:
        """Tables, figures and tools."""
        fragments, base = view.fragments, place.base
        said: set[str] = set()  # why something on this page needs a second look: once is enough
        told: dict[str, str] = {}  # machines of which a figure of this page has said all: once is enough too

        def figure(id: str) -> Markup:
            known = [*fragments.edition.figures, *fragments.edition.undrawn]
            if id not in known:
                raise Unknown(f"unknown figure '{id}'{did_you_mean(id, known)}")
            return fragments.figure(id, base, choice=bool(place.page), said=said, told=told)

        def to_paste(id: str) -> Markup:
            if id not in fragments.edition.figures and id not in fragments.edition.undrawn:
                raise Unknown(f"unknown figure '{id}'{did_you_mean(id, fragments.edition.figures)}")
            return figure_to_paste(fragments, id, self.site_url)

        def environment_choice() -> Markup:
            return environments.environment_choice(fragments, base, place.page, said)

        def ecosystem_table(*ids: str) -> Markup:
            for id in ids:
                view.values.system(id)
            return fragments.ecosystem_table(base, ids)

        return (
            {
                "figure": figure,
                "figure_to_paste": to_paste,
                "ecosystem_table": ecosystem_table,
                "comparison_table": lambda: fragments.comparison_table(base),
                "since_article": lambda: since_article(fragments, base),
                "source_list": lambda: fragments.source_list(base),
                "study_hits": lambda: fragments.study_hits(base),
                "twin_code": lambda: workload_code.twin_code(fragments.repository),
                "larger_twin_code": lambda: workload_code.twin_code(fragments.repository, modern=True),
                "agreement_table": lambda: environments.agreement_table(fragments),
                "libraries_table": lambda: environments.libraries_table(fragments),
                "gpu_memory_table": lambda: environments.gpu_memory_table(fragments),
                "defaults_table": lambda: environments.defaults_table(fragments),
                "environment_list": lambda: environments.environment_list(fragments, base),
                "answers_tool": lambda: answers.answers_tool(fragments, base),
                "samples_tool": lambda: environments.samples_tool(fragments),
                "compare_tool": lambda: environments.compare_tool(fragments, base),
                "data_dictionary": lambda: data_dictionary(fragments, base),
                "environment_choice": environment_choice,
                "file_link": lambda path, shown="": fragments.file_link(path, shown, base),
                "site_is_known": lambda: bool(self.site_url),
                "site_address": lambda path="": Markup(in_markdown(addresses.address(path, self.site_url))),
                "api_table": lambda: api.resource_table(fragments, base),
                "api_requests": lambda name: api.request_box(fragments, name, self.site_url),
                "api_members": lambda name: api.member_table(fragments, name),
            }
            | FittingPieces(fragments, base).names()
            | EndingPieces(fragments, base).names()
            | ChangePieces(fragments, base).names()
            | PairPages(fragments).names(base)
            | FirstJobPieces(fragments, base).names()
            | ConversionPieces(fragments, base).names()
            | DeploymentPieces(fragments, base).names()
            | YearPieces(fragments, base).names()
            | StudyPieces(fragments).names()
        )

    def _claims(self, place: Place, listed: list[str]) -> Names:
        def claims_with(verdict: str) -> Markup:
            listed.extend(self.claims.fresh(verdict))
            return self.claims.listing(verdict, place.base)

        return {
            "claim_ledger": lambda: self.claims.ledger(place.base),
            "probe_list": lambda: self.claims.probe_list(place.base),
            "verdict": self.claims.verdict,
            "against": self.claims.against,
            "claims_with": claims_with,
            "claim_count": lambda verdict: len(self.claims.with_verdict(verdict)),
            "claim_tally": self.claims.tally,
            "claim_audit": lambda: self.claims.audit(place.base),
            "section_tally": lambda section: self.claims.section_tally(section, place.base),
        }

    def _pages(self, place: Place, view: View, record: Record) -> Names:
        """What other pages use. A page that asks for it is filled in again once all of them are known."""
        main = self.claims.fragments

        def used() -> dict:
            note(*PAGE_LIST)
            return pages_of_figures(record)

        def marked() -> Markup:
            note(*PAGE_LIST)
            return second_look(main, record, place.base)

        def count() -> int:
            note(*PAGE_LIST)
            return len(entries_of(main, record))

        return {
            "figure_list": lambda: view.fragments.figure_list(used(), place.base),
            "second_look": marked,
            "second_look_count": count,
        }
