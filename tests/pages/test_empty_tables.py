"""Tables with only a header, or with a row or two: figures, pages, files or findings say so, and nothing breaks.

The real tables are cut for the figures that read them, the tiny ones for the whole step, and a synthetic environment
for the benchmark.
"""

import json
import os
import random
import re
from dataclasses import asdict, replace

import pytest
from markupsafe import escape

from sitedata.check.dataset import checked_dataset
from sitedata.check.environments import checked_environments
from sitedata.draw import raster
from sitedata.draw.all import BY_ID, specs
from sitedata.draw.figure import draw
from sitedata.draw.undrawn import NO_ENVIRONMENT
from sitedata.judge.edition import Edition
from sitedata.load.dataset import Dataset, forget
from sitedata.pages.articles import Pages
from sitedata.pages.fragments import Fragments
from sitedata.publish.places import Places
from sitedata.publish.render import render
from sitedata.schema.figure import Undrawn
from sitedata.schema.tables import TABLES
from sitedata.text.problem import BadInput
from tests import tiny, tiny_benchmark
from tests.conftest import ROOT, fuzz_seed
from tests.cuts import CUTS, cut

NONSENSE = re.compile(r"\b(nan|inf|None)\b|\( to \)|\bundefined\b")
PYTHON = re.compile(
    r"arg is an empty|iterable|division by zero|list index|object has no|not subscriptable|NoneType|Traceback"
)


def sound(made):
    """A figure with nothing to draw says why; any other has rows, finite numbers, axes with a length, and words."""
    if isinstance(made, Undrawn):
        assert re.fullmatch(r"\w.*[^.]", made.why) and made.title
        return
    told = asdict(made)
    text = json.dumps(told, allow_nan=False)
    assert made.rows and made.alt and made.as_of and "Infinity" not in text
    assert not NONSENSE.search(
        f"{made.alt} {made.caption} {made.scope} {made.as_of} {made.rows} {made.left_out}".replace("': None", "")
    )
    for width in ("wide", "narrow"):
        axes = [axis for name, axis in told[width]["layout"].items() if re.fullmatch(r"[xy]axis\d*", name)]
        assert axes and all(axis["range"][0] != axis["range"][1] for axis in axes if "range" in axis)
        assert 0 < getattr(made.size, width).height < 10_000


@pytest.fixture(scope="module")
def whole():
    """The real tables; of the longest, a few rows are enough."""
    data = Dataset(checked_dataset(ROOT / "data").tables)
    newest = {
        id(release) for rows in data.releases.values() for release in [row for row in rows if not row.prerelease][-3:]
    }
    days = sorted({row.as_of for row in data.rows("adoption")})
    kept = {name: data.rows(name)[:5] for name in ("redirects", "verdict_log", "guide_rules")}
    kept["releases"] = [row for row in data.rows("releases") if id(row) in newest]
    kept["adoption"] = [row for row in data.rows("adoption") if row.as_of in (*days[:2], *days[-3:])]
    return Dataset(data.tables | {name: replace(data.tables[name], rows=rows) for name, rows in kept.items()})


# --- tables ----------------------------------------------------------------------------------------------------------
ALL_CUTS = os.environ.get("MUTATIONS") == "all"
A_ROW_OR_TWO = [how for how in CUTS if how != "header"]
"""One of these per table, a different one each day, unless all are asked for."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "how"),
    [
        (table, how)
        for table in TABLES
        for how in (
            "header",
            *(A_ROW_OR_TWO if ALL_CUTS else random.Random(f"{fuzz_seed()} {table}").sample(A_ROW_OR_TWO, 1)),
        )
    ],
)
def test_figures_of_a_table_that_is_cut_are_sound(whole, table, how):
    data = cut(whole, table, how)
    changed = {name for name in TABLES if len(data.rows(name)) < len(whole.rows(name))}
    for id, spec in specs(data).items():
        if changed & set(spec.tables):
            made = draw(spec, data)
            sound(made)
            if empty := [name for name in spec.tables[:1] if name in TABLES and not data.rows(name)]:
                assert made.why == f"no row of data/{empty[0]}.csv", id


def test_a_single_month_of_readings_has_an_axis_with_a_length(whole):
    rows = [row for row in whole.rows("adoption") if row.as_of == max(row.as_of for row in whole.rows("adoption"))]
    data = Dataset(whole.tables | {"adoption": replace(whole.tables["adoption"], rows=rows)})
    for id in ("adoption-downloads", "adoption-community"):
        made = draw(BY_ID[id], data)
        sound(made)
        first, last = made.wide["layout"]["xaxis"]["range"]
        assert first < rows[0].as_of.isoformat() < last


def test_counters_that_are_all_zero_are_drawn_or_left_out_with_the_reason(whole):
    counters = ("stars", "contributors", "pypi_downloads_month", "github_dependents")
    rows = [row.model_copy(update=dict.fromkeys(counters, 0)) for row in whole.rows("adoption")]
    data = Dataset(whole.tables | {"adoption": replace(whole.tables["adoption"], rows=rows)})
    for id in ("adoption-downloads", "adoption-community", "system-downloads"):
        sound(draw(BY_ID[id], data))
    assert "no place on a logarithmic axis" in draw(BY_ID["system-downloads"], data).why


# --- the whole step --------------------------------------------------------------------------------------------------
HEAD = (
    "---\ntitle: {0}\ndescription: {0}, said in so many words that a search engine has something to show of the "
    "page beside it.\n---\n# {0}\n\n"
)
ASKED = (
    "comparison_table()", "ecosystem_table()", "agreement_table()", "defaults_table()", "environment_list()",
    "probe_list()", "changes_table()", "samples_tool()", "compare_tool()", "environment_choice()", "second_look()",
    "claim_tally()", 'section_tally("#2")', "api_table()", "no_newer_reading()", 'claims_with("holds")',
    'api_requests("claims")', 'api_requests("systems")', "bench_tally()", "bench_noise()", "status_count('active')",
    "named_systems()",
)  # fmt: skip


# without these, some figure has nothing to draw
FIRST = sorted({table for spec in BY_ID.values() for table in spec.tables[:1]} & set(TABLES))


@pytest.fixture
def step(tmp_path, monkeypatch):
    """From tables to the rendered folder, without pictures."""

    def without_browser(artist):
        raise raster.NoBrowser

    monkeypatch.setattr(raster.Artist, "draw", without_browser)
    for name in ("overrides", "scripts"):
        (tmp_path / name).symlink_to(ROOT / name)
    places = Places(tmp_path)

    def run(data, docs):
        kept = {name: [tiny.TINY[name][row.line - 2] for row in data.rows(name)] for name in TABLES}
        tiny.write(places.data, **kept | {"redirects": []})  # it links to a page that does not exist here
        places.docs.mkdir()
        for name, text in docs.items():
            (places.docs / name).write_text(HEAD.format(name.removesuffix(".md").title()) + text, encoding="utf-8")
        forget()
        render(places, "https://example.org/", previews=False)
        return places.out

    return run


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return checked_dataset(tiny.write(tmp_path_factory.mktemp("tiny") / "data"))


def pages(data):
    """Every placeholder that needs no row, and a citation of each source."""
    cited = "".join(f"Read[^{id}].\n\n" for id in data.sources)
    figures = "\n\n".join(f'{{{{ figure("{id}") }}}}' for id in BY_ID)
    asked = "\n\n".join(f"{{{{ {call} }}}}" for call in ASKED)
    return {
        "index.md": f"{cited}{asked}\n\n{figures}\n", "figures.md": "{{ figure_list() }}\n",
        "claims.md": "{{ claim_ledger() }}\n", "sources.md": "{{ source_list() }}\n",
        "data.md": "{{ data_dictionary() }}\n",
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("table", ["guide_questions", "comparison_criteria", *FIRST])
def test_the_whole_step_ends_well_with_a_table_of_a_header(step, small, table):
    data = cut(small, table, "header")
    out = step(data, pages(data))
    index, listed = ((out / name).read_text(encoding="utf-8") for name in ("index.md", "figures/index.md"))
    api = json.loads((out / "api" / "v1" / "figures.json").read_text(encoding="utf-8"))
    missing = {figure["id"]: figure["why"] for figure in api["nothing_to_draw"]}
    assert missing["bench-training"] == NO_ENVIRONMENT
    for id, spec in BY_ID.items():
        if table in spec.tables[:1]:
            assert missing[id] == f"no row of data/{table}.csv"
    for id, why in missing.items():
        if "/" not in id and id in BY_ID:
            said = f"Nothing to draw: {why}."
            assert f'<p class="fig-missing" id="{id}">' in index
            assert all(said in page for page in (index, listed)) and str(escape(BY_ID[id].title)) in listed
    assert set(BY_ID) == (set(missing) | {figure["id"] for figure in api["figures"]}) & set(BY_ID)


def test_the_whole_step_ends_well_with_nothing_in_any_table(step, small):
    empty = Dataset({name: replace(table, rows=[]) for name, table in small.tables.items()})
    out = step(empty, pages(empty))
    assert json.loads((out / "api" / "v1" / "figures.json").read_text(encoding="utf-8"))["figures"] == []


# --- values in prose -------------------------------------------------------------------------------------------------
NEEDED = {
    'release("pytorch").version': (
        "no release of 'pytorch' is known — expected a stable release of pkg:pypi/torch in data/releases.csv"
    ),
    'release("pytorch", "2.13.0").version': (
        "unknown version of pytorch '2.13.0' — expected '2.13.0' in a row of data/releases.csv"
    ),
    'releases_in_last_year("pytorch")': (
        "no release of 'pytorch' is known — expected a stable release of pkg:pypi/torch in data/releases.csv"
    ),
    'reading("pytorch", "stars") | number': (
        "no reading of 'stars' for 'pytorch' — expected a row of 'pytorch' with stars in data/adoption.csv"
    ),
    "reading_day() | day": "there is no reading of a public counter — expected a row of data/adoption.csv",
    'crossing("stars") | day': "rows of 'pytorch' and 'tensorflow' with stars on the same day in data/adoption.csv",
    'named_one_range("2019-01")': (
        "no count of papers since 2019-01 — expected a row of data/papers.csv of that month or a later one"
    ),
    'papers("CVPR", "2020-06").papers_total': (
        "unknown count of papers 'CVPR 2020-06' — expected 'CVPR 2020-06' in a row of data/papers.csv"
    ),
    'result("one").value': "unknown published result 'one' — expected 'one' in a row of data/published_results.csv",
    'study("keras3-a100-2024").title': "expected 'keras3-a100-2024' in a row of data/studies.csv",
    'system("litert").status': "unknown system 'litert' — expected 'litert' in a row of data/systems.csv",
    'verdict("one")': "unknown claim 'one' — expected 'one' in a row of data/claims.csv",
    "1 / table_count() / 0": "cannot be filled in, got 'float division by zero'",
}


@pytest.fixture
def filled(tmp_path):
    """The page ``docs/index.md`` with this text, which begins in its eighth line, filled in."""

    def run(data, text):
        (tmp_path / "docs").mkdir()
        (tmp_path / "docs" / "index.md").write_text(HEAD.format("Home") + f"Read[^s].\n\n{text}", encoding="utf-8")
        return Pages(tmp_path / "docs", Fragments(Edition(data))).render_all()

    return run


@pytest.mark.parametrize(("asked", "message"), NEEDED.items(), ids=NEEDED)
def test_a_value_of_nothing_is_a_finding_at_its_line(filled, small, asked, message):
    kept = ("frameworks", "sources") if "release" in asked else ("sources",)
    tables = {name: table if name in kept else replace(table, rows=[]) for name, table in small.tables.items()}
    with pytest.raises(BadInput) as caught:
        filled(Dataset(tables), f"It says {{{{ {asked} }}}}.\n")
    (line,) = str(caught.value).splitlines()
    assert line.startswith("docs/index.md:9: ") and message in line


def test_a_line_that_cannot_be_filled_in_leaves_its_block_whole(filled, small):
    text = (
        '{% if verdict("nobody") %}One.\n{% endif %}{% for each in systems_by_status(verdict("none")) %}\n'
        "{{ each.name }}\n{% endfor %}\n"
    )
    with pytest.raises(BadInput) as caught:
        filled(small, text)
    assert [str(problem).split(" — ")[0] for problem in caught.value.problems] == [
        "docs/index.md:9: unknown claim 'nobody'",
        "docs/index.md:10: unknown claim 'none' (did you mean 'one'?)",
    ]


def test_findings_of_the_real_pages_are_in_our_words(whole):
    empty = Dataset({name: replace(table, rows=[]) for name, table in whole.tables.items()})
    figures = {id: draw(spec, empty) for id, spec in BY_ID.items()}
    with pytest.raises(BadInput) as caught:
        Pages(ROOT / "docs", Fragments(Edition(empty, figures))).render_all()
    messages = [str(problem) for problem in caught.value.problems]
    assert messages and not [
        message
        for message in messages
        if PYTHON.search(message) or "cannot be filled in" in message or "broken placeholder" in message
    ]


# --- the benchmark ---------------------------------------------------------------------------------------------------
FEW = ("mlp", "none")
PLAIN = {"import_ms": "100", "first_call_ms": "100", "peak_rss_mib": "100", "anonymous_mib": "100"}


def environment(wanted=lambda run: True, **tables):
    """One round of a few models, reduced to the wanted runs."""
    made = {name: [row for row in rows if row.get("workload", "mlp") in FEW] for name, rows in SWEEP.items()}
    made["runs"] = [row for row in made["runs"] if wanted(row)]
    ids = {row["id"] for row in made["runs"]}
    made["samples"] = [row for row in made["samples"] if row["run_id"] in ids]
    return made | tables


SWEEP = tiny_benchmark.plausible(rounds=1, steps=5)
ONE = next(
    row["id"]
    for row in SWEEP["runs"]
    if row["status"] == "ok" and row["task"] == "training" and row["workload"] == "mlp" and row["steps"]
)
FLAT = [row | {"test_accuracy": "90"} for row in SWEEP["accuracy"]]
ENVIRONMENTS = {
    "empty tables": {table: [] for table in tiny_benchmark.MINIMAL},
    "one run": environment(lambda run: run["id"] == ONE),
    "one round": environment(),
    "TensorFlow only": environment(
        lambda run: run["framework"] == "tensorflow", accuracy=[r for r in FLAT if r["framework"] == "tensorflow"]
    ),
    "PyTorch only": environment(
        lambda run: run["framework"] == "pytorch", accuracy=[r for r in FLAT if r["framework"] == "pytorch"]
    ),
    "imports only": environment(lambda run: run["task"] == "import", samples=[], sizes=[]),
    "no accuracy": environment(lambda run: run["id"] == ONE, accuracy=[]),
    "no controls": environment(lambda run: run["variant"] != "twin" and run["workload"] == "mlp"),
    "no facts": environment(lambda run: run["id"] == ONE, environment=[]),
    "one training": environment(lambda run: run["id"] == ONE, accuracy=SWEEP["accuracy"][:1]),
    "equal values": environment(accuracy=FLAT) | {
        "runs": [row | {name: PLAIN[name] for name in PLAIN if row.get(name)}
                 | ({"steps": "2", "window_s": "0.002"} if row["steps"] else {})
                 for row in environment()["runs"]],
        "samples": [row | {"step_time_us": "1000 1000"} for row in environment()["samples"]],
    },
}  # fmt: skip


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_an_environment_that_lacks_something_is_drawn_soundly(tmp_path, whole, name):
    environments, problems = checked_environments(tiny_benchmark.write(tmp_path, **ENVIRONMENTS[name]))
    assert not problems
    data = Dataset(whole.tables, environments)
    ours = {id: spec for id, spec in specs(data).items() if spec.of_environment or "runs" in spec.tables}
    for id, spec in ours.items():
        made = draw(spec, data)
        sound(made)
        if name == "empty tables":
            assert "no row of data/" in made.why, id
        if name == "one round" and not isinstance(made, Undrawn):
            assert all(row["low"] == row["high"] == "" for row in made.rows if row.get("rounds") == 1)
