"""What is wrong with the pages that people wrote, without drawing a figure.

In: ``docs/``, a data set, names of figures. Out: problems. Only what loaded is checked: what a page lacks because a
table is broken is reported at the table, and not again for each page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from sitedata.judge.edition import Edition
from sitedata.judge.environments import device_of, other_environments
from sitedata.load import inputs
from sitedata.load.dataset import Dataset
from sitedata.pages.claims import ClaimPages
from sitedata.pages.fragments import Fragments
from sitedata.pages.front_matter import front_matter
from sitedata.pages.guide import GuidePages
from sitedata.pages.lint.citations import citations
from sitedata.pages.lint.verdicts import NO_CLAIM
from sitedata.pages.mistakes import UNKNOWN, mistakes, old_first_words, uncited
from sitedata.pages.template import BROKEN, fill
from sitedata.pages.vocabulary import Place, View, Vocabulary
from sitedata.pages.words.facts import Unknown, Values
from sitedata.text.problem import BadInput, Problem, did_you_mean

FEW_PLACES = 8  # a message names no more than these


DRAWN = dict.fromkeys(
    (
        "agreement_table", "answers_tool", "api_table", "calendar_links", "changes_table", "claim_audit",
        "claim_ledger", "compare_tool", "comparison_table", "conversion_table", "conversion_tries",
        "data_dictionary", "defaults_table", "deploy_facts",
        "deploy_in_browsers", "deploy_in_integers", "deploy_servers", "deploy_table", "environment_choice",
        "environment_list", "figure_list",
        "first_jobs_table", "fitting_accelerators", "fitting_companions", "fitting_newest", "fitting_releases",
        "fitting_tool", "fitting_trials", "gpu_memory_table", "guide_advice", "guide_begin", "guide_routes",
        "guide_situations", "guide_table", "guide_tool", "guide_tree", "larger_twin_code", "libraries_table",
        "pair_list", "probe_list", "samples_tool", "second_look", "since_article", "source_list", "study_again",
        "study_hits",
        "twin_code", "years_answers", "years_facts", "years_kernels", "years_releases",
    ),
    lambda: "",
)  # fmt: skip
"""Whole tables and tools: a page asks for them without naming anything, so it cannot name what does not exist."""


class Drafts:
    """Pages of which only the words are filled in: their figures are names."""

    def __init__(self, data: Dataset, figures: Collection[str]):
        self.edition = Edition(data)
        main = Fragments(self.edition)
        others = {id: Fragments(self.edition.showing(id)) for id in other_environments(data)}
        self._views = {id: View(Values(pieces.data), pieces) for id, pieces in {"": main, **others}.items()}
        self._vocabulary = Vocabulary(ClaimPages(main), GuidePages(main), "")
        self._figures = figures

    def _figure(self, id: str) -> str:
        if id not in self._figures:
            raise Unknown(f"unknown figure '{id}'{did_you_mean(id, self._figures)}")
        return ""

    def unfilled(self, shown: str, source: str) -> list[Problem]:
        """Placeholders that cannot be filled in for one of the environments that the page is about."""
        problems = []
        device = front_matter(source).get("environments")
        for id, view in self._views.items():
            if id and (device is None or device_of(self.edition.data.environments[id]) != device):
                continue
            try:
                fill(
                    self._vocabulary.names(Place("", ""), view, {}, [])
                    | DRAWN
                    | {"figure": self._figure, "figure_to_paste": self._figure},
                    source,
                    shown,
                )
            except BadInput as bad:
                problems += bad.problems
        return problems


def page_problems(docs: Path, data: Dataset, figures: Collection[str], told: Collection[str] = ()) -> list[Problem]:
    """What is wrong with the pages of ``docs``.

    ``figures`` are the names that a page may ask for, ``told`` the ids for which a problem is reported already.
    """
    drafts, problems, cited, read = Drafts(data, figures), [], set(), []
    wrong = {name for name, table in data.tables.items() if table.problems}
    gone = {*told, *(id for table in data.tables.values() for id in (*table.broken_ids, *table.lost_ids))}
    for path in inputs.pages(docs):
        shown = f"{docs.name}/{path.relative_to(docs).as_posix()}"
        try:
            source = inputs.read_page(path)
        except inputs.Unreadable as error:
            problems.append(error.at(shown))
            continue
        read.append(path)
        cited |= {id for _, id in citations(source)}
        of_source = list(mistakes(shown, source, drafts.edition, wrong))
        on_gone = {line for line, id in citations(source) if id in gone}
        on_unknown = on_gone | {problem.line for problem in of_source if problem.problem == UNKNOWN}
        follows = {(UNKNOWN, line) for line in on_gone} | {(NO_CLAIM, line) for line in on_unknown}
        problems += [problem for problem in of_source if (problem.problem, problem.line) not in follows]
        problems += [problem for problem in drafts.unfilled(shown, source) if not _follows(problem, gone, wrong)]
    if (
        read
        and read == inputs.pages(docs)
        and not (wrong or told or any(problem.problem.startswith("unknown ") for problem in problems))
    ):
        problems += uncited(data, cited)
    return list(_once(problems))


def old_pages(docs: Path, edition: Edition) -> Iterator[Problem]:
    """First words of pages that rest on what has become old; they stop nothing."""
    for path in inputs.pages(docs):
        yield from old_first_words(f"{docs.name}/{path.relative_to(docs).as_posix()}", inputs.read_page(path), edition)


def _follows(problem: Problem, gone: Collection[str], wrong: Collection[str]) -> bool:
    """Does the problem merely follow from a broken table, or from a row with a problem that is reported already?"""
    if problem.problem.startswith(BROKEN):
        return False
    asked = f"{problem.problem} {problem.got}"
    if any(f"'{prefix}{id}'" in asked for id in gone for prefix in ("", "claim-")):
        return True
    named = problem.problem.startswith("unknown ") and not problem.problem.startswith("unknown figure ")
    return any(not named or f"data/{name}.csv" in problem.expected for name in wrong)


def _once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """What several pages lack is one problem, at the first of them."""
    places: dict[tuple, list[Problem]] = defaultdict(list)
    for problem in dict.fromkeys(problems):
        missing = problem.problem.startswith("unknown ")
        places[(problem.problem, problem.got, problem.expected) if missing else (problem,)].append(problem)
    for first, *others in places.values():
        also = ", ".join(f"{other.file}:{other.line}" for other in others[:FEW_PLACES])
        more = f" and {len(others) - FEW_PLACES} more" if len(others) > FEW_PLACES else ""
        yield replace(first, expected=f"{first.expected}; also in {also}{more}") if others else first
