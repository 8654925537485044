"""The built site, served as a plain file server would serve it from a sub-path, and a real browser to look at it."""

from __future__ import annotations

import contextlib
import datetime
import filecmp
import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parent.parent


def fuzz_seed() -> str:
    """``FUZZ_SEED``, or else the day, so that every day tries other inputs."""
    return os.environ.get("FUZZ_SEED") or f"{datetime.datetime.now(datetime.UTC):%Y%m%d}"


def pytest_report_header() -> str:
    return f"fuzz: FUZZ_SEED={fuzz_seed()} repeats it"


BUILT_AT = "1790000000"  # the time that pages show, in seconds since 1970: the same in each build
SUB_PATH = "/wiki/frameworks/"
# folder and addresses, for the processes that run tests side by side
SHARED = (
    "TEST_SITE",
    "TEST_SITE_URL",
    "TEST_SITE_STRICT_URL",
)
sharing = pytest.StashKey[contextlib.ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """The first process serves one site for all; whoever needs it first builds it. All processes have the same seed."""
    os.environ.setdefault("FUZZ_SEED", fuzz_seed())
    if not hasattr(config, "workerinput"):
        config.stash[sharing] = stack = contextlib.ExitStack()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="site-", ignore_cleanup_errors=True)))
        urls = [stack.enter_context(served(folder / "tree" / "site", handler)) for handler in (Handler, StrictHandler)]
        os.environ |= dict(zip(SHARED, (str(folder), *urls), strict=True))


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes are named by their start: gzip's header holds the time, and every process needs equal names."""
    return f"{len(val)} bytes from {val[:4]!r}" if isinstance(val, bytes) else None


NEED_THE_SITE = ("site", "browser")  # folders of tests
LONGEST = (
    "browser/test_every_page.py", "browser/test_guide.py", "browser/test_firefox.py", "browser/test_policy.py",
    "browser/test_colours.py", "browser/test_reading.py", "site/test_serve.py", "site/test_build.py",
    "browser/test_circumstances.py", "site/test_hostile_texts.py", "browser/test_notes.py", "browser/test_tables.py",
    "browser/test_linking.py", "browser/test_search.py", "browser/test_ten_tasks.py", "browser/test_results.py",
    "browser/test_own_files_limits.py", "site/test_linking.py",
)  # fmt: skip
"""Of the files that need the site or a browser, those that take longest, in this order."""
ASK_MUCH = {
    "tests/check/test_fingerprints.py", "tests/judge/test_intervals.py",
    "tests/review/test_repository.py", "tests/repository/test_data.py", "tests/repository/test_build.py",
    "tests/repository/test_contributing.py",
    "tests/repository/test_set_up.py", "tests/pages/test_empty_tables.py", "tests/bench/test_sweep.py",
    "tests/bench/test_machine_and_command.py",
    "tests/draw/test_plot.py", "tests/load/test_fix.py", "tests/judge/test_guide.py",
}  # fmt: skip
"""Files that ask the whole repository or start programs: half the time of those that need neither site nor browser."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process builds the site while others run the tests that do not need it.

    Tests that need it come when it is there, the longest first, so that the processes end together.
    """
    needing = [item.path for item in items if item.path.parent.name in NEED_THE_SITE]
    first = next((path for path in needing if path.parent.name == "site" and name_of(path) not in LONGEST), None)

    def place(item: pytest.Item) -> int:
        if item.path == first:
            return 0
        if item.path not in needing:
            return 1
        name = name_of(item.path)
        return 2 + (LONGEST.index(name) if name in LONGEST else len(LONGEST))

    for item in items:
        if item.path in needing or item.path.relative_to(ROOT).as_posix() in ASK_MUCH:
            item.add_marker("slow")
    items.sort(key=place)


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def pytest_unconfigure(config: pytest.Config) -> None:
    if sharing in config.stash:
        config.stash[sharing].close()


@dataclass(frozen=True)
class Site:
    """The built site.

    ``folder`` holds the files; ``url`` is where a browser finds them; ``tree`` is the copy of the repository that was
    built.
    """

    folder: Path
    url: str
    tree: Path

    @property
    def pages(self) -> list[str]:
        """Addresses of all pages relative to ``url`` (``""``, ``"4b-performance/"``, …).

        Embeds and what leads on to another address are no pages.
        """
        every = sorted(self.folder.rglob("index.html"))
        paths = [path for path in every if "embed" not in path.parts and not leads_on(path)]
        return [
            path.parent.relative_to(self.folder).as_posix().removeprefix(".") + "/"
            if path.parent != self.folder
            else ""
            for path in paths
        ]

    @property
    def kinds_of_pages(self) -> list[str]:
        """Some of each kind of page made from a template (claims, figures, rows, other machines), and all others."""
        return [page for page in self.pages if not MADE.fullmatch(page) or page in SAMPLE]


def leads_on(path: Path) -> bool:
    """Does a file do nothing but lead to another address?"""
    return path.stat().st_size < 1000 and b'http-equiv="refresh"' in path.read_bytes()


def is_frozen(path: Path) -> bool:
    """A file that is kept beside the live one: ``x.3f9c2e1b0a.csv``."""
    return bool(re.search(r"\.[0-9a-f]{10}\.", path.name))


def figures_of(site: Path) -> list[str]:
    """The names of all figures' files, without those that stand at the address of the machine that is shown first."""
    folder = site / "figures"
    return [
        path.relative_to(folder).with_suffix("").as_posix()
        for path in folder.rglob("*.csv")
        if not is_frozen(path) and not leads_on(path.with_suffix("") / "index.html")
    ]


MADE = re.compile(r"(claims|compare|figures|comparison|ecosystem|4b-gpu|4b-performance)/.+/")
SAMPLE = {
    "claims/perf-cnn-tf/", "claims/pt-debug-std/", "claims/tf-origin-year/", "claims/guide-pt-flex/",
    "figures/adoption-downloads/", "figures/bench-training/", "4b-performance/amd-epyc-2c-cpu-8cc33c/",
    "figures/published-training-time/", "comparison/default-execution/", "ecosystem/tensorflow-lite/",
    "compare/tensorflow-vs-pytorch/", "compare/instead-of-torchserve/",
}  # fmt: skip


class Handler(http.server.SimpleHTTPRequestHandler):
    def translate_path(self, path: str) -> str:
        return super().translate_path(
            "/" + path.removeprefix(SUB_PATH) if path.startswith(SUB_PATH) else "/nothing-here"
        )

    def log_message(self, *_) -> None:
        pass


# what docs/maintaining.md tells hosts
POLICY = re.search(r"`Content-Security-Policy: (.+?)`", (ROOT / "docs" / "maintaining.md").read_text(encoding="utf-8"))[
    1
]


class StrictHandler(Handler):
    """A host that forbids everything that our documentation lets it forbid."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()


def copy_tree(target: Path) -> Path:
    """The parts of the repository that a build reads, with the drawings that are already made."""
    for name in ("data", "docs", "overrides", "scripts", "archive"):
        if name != "archive" or (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__", ".git"))
    shutil.copy(ROOT / "mkdocs.yml", target)
    bundle = ROOT / "node_modules" / "plotly.js-basic-dist-min"
    if bundle.exists():
        shutil.copytree(bundle, target / "node_modules" / bundle.name)
    if (ROOT / "build" / "cache").exists():
        shutil.copytree(ROOT / "build" / "cache", target / "build" / "cache")
    return target


def run_build(tree: Path, command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("SITE_URL", "REPO_URL", "EDIT_URI")}
    return subprocess.run(
        [sys.executable, str(tree / "scripts" / "build.py"), command],
        capture_output=True,
        text=True,
        env=kept | {"SOURCE_DATE_EPOCH": BUILT_AT} | environment,
    )


@pytest.fixture(scope="session")
def real_tree(tmp_path_factory) -> Path:
    tree = tmp_path_factory.mktemp("tree")
    for name in ("data", "docs"):
        shutil.copytree(ROOT / name, tree / name)
    (tree / "scripts").symlink_to(ROOT / "scripts")
    return tree


@pytest.fixture
def working_tree(real_tree) -> Iterator[Path]:
    """The repository as ``make check`` reads it; its ``data/`` may be changed, and is as before after the test.

    One folder for all tests of a process: a load reads again only the tables that changed.
    """
    yield real_tree
    for path in sorted((real_tree / "data").rglob("*"), reverse=True):  # what is in a folder before the folder
        if not (ROOT / path.relative_to(real_tree)).exists():
            path.rmdir() if path.is_dir() else path.unlink()
    for path in (ROOT / "data").rglob("*"):
        copy = real_tree / path.relative_to(ROOT)
        if path.is_file() and not (copy.exists() and filecmp.cmp(path, copy)):
            shutil.copy2(path, copy)


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def command_line(monkeypatch, capsys):
    """``command_line(tree, "check")``: run ``build.py check`` in that tree.

    It runs in this process, since its imports take seconds.
    """
    import build

    def run(tree: Path, *arguments: str, **environment: str) -> Said:
        with monkeypatch.context() as patch:
            patch.setattr(build, "ROOT", tree)
            # undoes what main() sets, too
            for name in (
                "SITE_URL",
                "REPO_URL",
                "EDIT_URI",
                "GITHUB_ACTIONS",
            ):
                patch.setenv(name, "")
                patch.delenv(name)
            for name, value in ({"SOURCE_DATE_EPOCH": BUILT_AT} | environment).items():
                patch.setenv(name, value)
            capsys.readouterr()
            code = build.main([*arguments])
        return Said(code, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def site() -> Site:
    folder = Path(os.environ["TEST_SITE"])
    tree, done = folder / "tree", folder / "done"
    with FileLock(folder / "lock"):
        if not done.exists():
            shutil.rmtree(tree, ignore_errors=True)
            build(copy_tree(tree), os.environ["TEST_SITE_URL"])
            done.touch()
    return Site(tree / "site", os.environ["TEST_SITE_URL"], tree)


@pytest.fixture(scope="session")
def strict_url(site) -> str:
    """The address of the same site on a strict host."""
    return os.environ["TEST_SITE_STRICT_URL"]


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address) -> None:
        """A browser that leaves before a file has arrived is no fault."""


@contextlib.contextmanager
def served(folder: Path, handler: type[Handler]) -> Iterator[str]:
    httpd = Server(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_port}{SUB_PATH}"
    httpd.shutdown()
    httpd.server_close()


def build(tree: Path, url: str) -> None:
    run = run_build(tree, "site", SITE_URL=url, REPO_URL="https://github.com/someone/somewhere")
    assert run.returncode == 0, run.stdout + run.stderr
    keep_drawings(tree)


def keep_drawings(tree: Path) -> None:
    """Keep what was drawn in the copy, so that the repository need not draw it again.

    Another process may be reading there: each file appears whole.
    """
    made, kept, part = tree / "build" / "cache", ROOT / "build" / "cache", ROOT / "build" / f"drawing.{os.getpid()}"
    (kept / "images").mkdir(parents=True, exist_ok=True)
    for drawn in [*(made / "images").iterdir(), *made.glob("figures-*.json")]:
        place = kept / drawn.relative_to(made)
        if not place.exists():
            shutil.copy(drawn, part)
            part.replace(place)


@pytest.fixture(scope="session")
def playwright():
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NODE_OPTIONS", f'--require "{ROOT / "tests" / "browser" / "firefox.cjs"}"')
        started = sync_playwright().start()
    yield started
    started.stop()


@pytest.fixture(scope="session")
def browser(playwright):
    from sitedata.draw.browser import find_browser

    chosen = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"])
    yield chosen
    chosen.close()


HEIGHT = 900  # window size in pixels
PATIENCE_MS = 90_000  # for one wait on a busy machine; speed is a matter for `make budget`
TELL_WHAT_IS_BLOCKED = """addEventListener("securitypolicyviolation",
  (event) => console.error(`${event.violatedDirective} blocks ${event.blockedURI} ${event.sample}`), true)"""


@pytest.fixture(scope="session")
def contexts(browser, site) -> dict[bool, object]:
    """With and without scripts: one for all tests of a process.

    A page costs a third where its files are cached, and where a page that stays open keeps the process that draws both.
    """
    made = {javascript: browser.new_context(java_script_enabled=javascript) for javascript in (True, False)}
    for context in made.values():
        context.set_default_timeout(PATIENCE_MS)
        context.new_page().goto(site.url + "404.html")
    return made


@contextlib.contextmanager
def pages_in(contexts, site: Site):
    """A function that opens pages of the site as a first-time visitor; all of them are closed at the end."""
    pages = []

    def open_one(
        address: str = "", *, width: int = 1280, dark: bool = False, javascript: bool = True, home: str = site.url
    ):
        page = contexts[javascript].new_page()
        if not pages:
            forget_visits(page, (os.environ["TEST_SITE_URL"], os.environ["TEST_SITE_STRICT_URL"]))
        pages.append(page)
        page.emulate_media(color_scheme="dark" if dark else "light")
        watch(page, width)
        page.goto(home + address)
        return page

    try:
        yield open_one
    finally:
        for page in pages:
            page.close()
        for context in contexts.values():
            context.clear_permissions()


def watch(page, width: int) -> None:
    """``page.requested`` and ``page.complaints``: what it asks for from now on, and what its console says is wrong."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.requested = []
    page.complaints = []
    page.on("request", lambda request: page.requested.append(request.url))
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.add_init_script(TELL_WHAT_IS_BLOCKED)


def forget_visits(page, addresses: tuple[str, ...]) -> None:
    session = page.context.new_cdp_session(page)
    for address in addresses:
        session.send(
            "Storage.clearDataForOrigin",
            {"origin": address.removesuffix(SUB_PATH), "storageTypes": "cookies,local_storage,indexeddb"},
        )
    session.detach()


@pytest.fixture
def open_page(contexts, site):
    """``open_page("4b-performance/", width=390, dark=True, javascript=False)`` → a loaded page."""
    with pages_in(contexts, site) as open_one:
        yield open_one
