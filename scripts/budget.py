"""Measure what the site promises: page weight, Lighthouse scores, build time, growth, latency.

In: the tree and ``site/``. Out: one table. Exit status: 0 if every measured budget holds, 1 if one is broken. What
could not be measured says why, and breaks nothing.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from sitedata.draw.browser import HOW_TO_GET_ONE, find_browser
from system import Hung, ended, run

ROOT = Path(__file__).resolve().parent.parent
PAGE_RATIO = 1.15  # bytes of a page with figures over bytes of the page without them …
FIGURE_BYTES = 3072  # … plus this for each figure, gzipped
SETTLED_MS = 2000  # Material asks for the search index some time after the network went quiet
# least Lighthouse score, out of 100
SCORES = {"performance": 97, "accessibility": 100, "best-practices": 100, "seo": 100}
# The mobile preset slows the CPU by 4, meant for a desktop in Lighthouse's class "high-end" (benchmarkIndex 1500 to
# 2000); a weaker machine must be slowed less. Source:
# https://github.com/GoogleChrome/lighthouse/blob/d82d5d9b6c753e56d10c6367357d73d5406c308a/docs/throttling.md
SLOWDOWN, HIGH_END = 4.0, 1750
LIGHTHOUSE_PAGES = (
    "", "4b-performance/", "4a-implementation/", "ecosystem/", "data/", "claims/", "claims/perf-cnn-tf/", "methods/",
    "workloads/", "samples/",
)  # fmt: skip
"""One of each kind."""
BUILD_RATIO = 1.3  # `build.py site` over `mkdocs build` of the same pages without hooks
PLAIN = "INHERIT: mkdocs.yml\nhooks: []\n"
FIGURES_RATIO = 2.0  # figures at scale over all else that is done there
MANY_PAGES = 10  # times as many as there are
GROWTH, NOISE = 10, 1.1  # times the rows; what a shared machine adds to a ratio
# what a laptop must be able to build, from files to fragments, without images
CLAIMS, SAMPLES, SCALE_SECONDS = 10_000, 1_000_000, 300
# from a saved cell to the page that shows it, with as many pages as there are and with ten times as many
SERVE_SECONDS = 1.0
COMPARISON_PAGE = "4a-implementation/"  # shows every cell of data/comparison.csv
ROUNDS = 3  # the median of so many counts
LONGEST = 60  # seconds that anything may take to appear …
LONGEST_RUN_S = 3600  # one build of a tree, or Lighthouse on one page
LONGEST_START = 1800  # … and a site of ten times the pages from nothing
FIGURE = re.compile(rb'<figure class="fig .*?</figure>', re.DOTALL)


Line = tuple[str, str, str, bool | None]  # name, measured, budget, whether it holds: None if not measured


class CannotMeasure(Exception):
    """Something is missing. The message is one line that says what."""


@contextmanager
def serving(site: Path, cut: bool = False) -> Iterator[str]:
    """Serve ``site`` gzipped on a free port, as a web host does; yields the address. ``cut``: without its figures."""

    class Files(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            path = Path(self.translate_path(self.path))
            path = path / "index.html" if path.is_dir() else path
            if not path.is_file():
                return self.send_error(404)
            body, kind = path.read_bytes(), self.guess_type(path.name)
            body = gzip.compress(FIGURE.sub(b"", body) if cut and path.suffix == ".html" else body, 6)
            self.send_response(200)
            for name, value in (
                ("Content-Encoding", "gzip"),
                ("Content-Type", kind),
                ("Content-Length", str(len(body))),
            ):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), lambda *args: Files(*args, directory=str(site))) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@contextmanager
def playing() -> Iterator[tuple]:
    """Playwright, and the path of the browser to use: this machine's, else Playwright's own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = find_browser() or playwright.chromium.executable_path
        if not Path(path).is_file():
            raise CannotMeasure(f"no browser: {HOW_TO_GET_ONE}")
        yield playwright, path


def measure_bytes(site: Path) -> Iterator[Line]:
    figures = {path: len(FIGURE.findall(path.read_bytes())) for path in sorted(site.rglob("index.html"))}
    pages = {path.parent.relative_to(site).as_posix(): count for path, count in figures.items() if count}
    if not pages:
        raise CannotMeasure("no page has a figure")
    with playing() as (playwright, path), serving(site) as whole, serving(site, cut=True) as bare:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        asked: list[str] = []
        for page, count in pages.items():
            limit = round(PAGE_RATIO * visit(browser, bare + page)[0] + FIGURE_BYTES * count)
            size, urls = visit(browser, whole + page)
            asked += urls
            yield (
                f"bytes: {'home' if page == '.' else page}, figures: {count}",
                f"{size:,}",
                f"≤ {limit:,}",
                size <= limit,
            )
        foreign = {url for url in asked if not url.startswith((whole, "data:", "blob:"))}
        yield "requests to another host", ", ".join(foreign) or "0", "= 0", not foreign
        early = sum("plotly.min.js" in url for url in asked)
        yield "plotly.min.js before interaction", str(early), "= 0", not early
        page = max(pages, key=pages.get)
        touched = min(pages[page], 2)
        loads = sum("plotly.min.js" in url for url in visit(browser, whole + page, touched)[1])
        yield f"plotly.min.js after figures touched: {touched}", str(loads), "= 1", loads == 1
        browser.close()


def visit(browser, url: str, touched: int = 0) -> tuple[int, list[str]]:
    """Bytes that a page transfers until the network is quiet, and the addresses that it requested.

    Headers count; the cache is off.
    """
    page = browser.new_page()
    asked: list[str] = []
    sizes: list[float] = []
    page.on("request", lambda request: asked.append(request.url))
    session = page.context.new_cdp_session(page)
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(url, wait_until="networkidle")
    page.wait_for_timeout(SETTLED_MS)
    for number in range(touched):
        page.locator(".fig-explore").nth(number).click()
    page.wait_for_function(
        f"document.querySelectorAll('.fig-draw[data-state=live]').length >= {touched}", timeout=LONGEST * 1000
    )
    page.close()
    return round(sum(sizes)), asked


def measure_lighthouse(site: Path) -> Iterator[Line]:
    if not shutil.which("node"):
        raise CannotMeasure("node is not here")
    if not (ROOT / "node_modules" / "lighthouse").is_dir():
        raise CannotMeasure("Lighthouse is not in node_modules (npm ci)")
    with playing() as (_, path), serving(site) as address:
        for page in LIGHTHOUSE_PAGES:
            if not (site / page / "index.html").is_file():
                raise CannotMeasure(f"the site has no page {page}")
            reports = [lighthouse(path, address + page)]
            # one run, on a machine of unknown speed, says little
            if score(reports[0], "performance") < SCORES["performance"]:
                slowdown = SLOWDOWN * min(1.0, reports[0]["environment"]["benchmarkIndex"] / HIGH_END)
                reports = [lighthouse(path, address + page, slowdown) for _ in range(ROUNDS)]
            for category, least in SCORES.items():
                got = statistics.median(score(report, category) for report in reports)
                speed = f" ({speeds(reports)})" if category == "performance" else ""
                yield f"lighthouse: {page or 'home'}, {category}", f"{got}{speed}", f"≥ {least}", got >= least
                if got < least:
                    yield from failing_audits(reports[0], category)


def speeds(reports: list[dict]) -> str:
    indexes = "/".join(f"{report['environment']['benchmarkIndex']:.0f}" for report in reports)
    return f"machine {indexes}, slowed {reports[0]['configSettings']['throttling']['cpuSlowdownMultiplier']:.1f} ×"


def lighthouse(browser: str, url: str, slowdown: float = SLOWDOWN) -> dict:
    program = str(ROOT / "node_modules" / "lighthouse" / "cli" / "index.js")
    flags = [
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(SCORES)}",
        "--chrome-flags=--headless --no-sandbox",
    ]
    flags.append(f"--throttling.cpuSlowdownMultiplier={slowdown:.2f}")
    environment = os.environ | {"CHROME_PATH": browser}
    done = run(["node", program, url, *flags], LONGEST_RUN_S, env=environment)
    report = json.loads(done.stdout or "{}")
    if done.returncode or "runtimeError" in report:
        raise CannotMeasure(f"Lighthouse stopped: {report.get('runtimeError') or last_line(done)}")
    return report


def score(report: dict, category: str) -> int:
    return round(100 * (report["categories"][category]["score"] or 0))


def failing_audits(report: dict, category: str) -> Iterator[Line]:
    for ref in report["categories"][category]["auditRefs"]:
        audit = report["audits"][ref["id"]]
        if ref["weight"] and audit["score"] is not None and audit["score"] < 1:
            snippets = [
                item["node"]["snippet"]
                for item in audit.get("details", {}).get("items", [])
                if isinstance(item.get("node"), dict)
            ]
            yield (
                f"  {ref['id']}: {audit.get('displayValue') or audit['title']}",
                " ".join(dict.fromkeys(snippets))[:300],
                "",
                None,
            )


@contextmanager
def copied_tree() -> Iterator[Path]:
    """The tree without what is generated, but with the cache of drawings, in a temporary folder."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(
            ROOT, tree, ignore=shutil.ignore_patterns(".*", "site", "build", "node_modules", "__pycache__", "tests")
        )
        for kept in ("build/cache", "node_modules/plotly.js-basic-dist-min"):
            if (ROOT / kept).is_dir():
                shutil.copytree(ROOT / kept, tree / kept)
        seconds(tree, "scripts/build.py", "render")  # draws what the cache lacks
        yield tree


def settings() -> dict[str, str]:
    """The environment for a copied tree, which has no git to ask for the addresses that its drawings carry.

    Raises:
        CannotMeasure: a setting is no address.
    """
    from sitedata.commands.addresses import addresses
    from sitedata.text.problem import BadInput

    try:
        return os.environ | addresses(ROOT)
    except BadInput as bad:
        raise CannotMeasure(str(bad)) from None


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    """The last words of a program that failed."""
    return ((done.stderr.strip() or done.stdout.strip()).splitlines() or [f"status {done.returncode}"])[-1]


def seconds(tree: Path, *command: str) -> float:
    """How long Python takes for ``command`` in a copied tree."""
    environment = settings() | {"SOURCE_DATE_EPOCH": "1"}
    started = time.perf_counter()
    done = run([sys.executable, "-W", "ignore", *command], LONGEST_RUN_S, cwd=tree, env=environment)
    if done.returncode:
        raise CannotMeasure(f"{' '.join(command)} stopped: {last_line(done)}")
    return time.perf_counter() - started


def measure_build(_: Path) -> Iterator[Line]:
    ratios = []
    with copied_tree() as tree:
        (tree / "plain.yml").write_text(PLAIN, encoding="utf-8")
        for _round in range(ROUNDS):
            for made in ("build/docs", "site"):
                shutil.rmtree(tree / made, ignore_errors=True)
            whole = seconds(tree, "scripts/build.py", "site")
            into = ["--site-dir", str(tree.parent / "plain")]
            ratios.append(
                whole / seconds(tree, "-m", "mkdocs", "build", "--quiet", "--config-file", "plain.yml", *into)
            )
    ratio = statistics.median(ratios)
    yield (
        "clean build over plain mkdocs build",
        f"{ratio:.2f} × ({whole:.1f} s)",
        f"≤ {BUILD_RATIO:.2f} ×",
        ratio <= BUILD_RATIO,
    )


def measure_growth(_: Path) -> Iterator[Line]:
    """Ten times the rows of tables, claims and measured runs, in tenfold time at most."""
    from growth import check_and_tables, grown

    with tempfile.TemporaryDirectory() as folder:
        small = grown(ROOT / "data", Path(folder) / "small")
        large = grown(ROOT / "data", Path(folder) / "large", tables=GROWTH, claims=GROWTH, runs=GROWTH)
        check_and_tables(small)  # the first run also imports
        pairs = [(check_and_tables(small), check_and_tables(large)) for _round in range(ROUNDS)]
    ratio, limit = statistics.median(large / small for small, large in pairs), GROWTH * NOISE
    yield (
        f"check, judge and fragments, {GROWTH} × rows, claims, samples",
        f"{ratio:.2f} × ({pairs[-1][1]:.1f} s)",
        f"≤ {limit:.2f} ×",
        ratio <= limit,
    )


def measure_scale(_: Path) -> Iterator[Line]:
    """Data as large as the site must be able to bear, measured once.

    The data are made of copies, then checked, judged, drawn as Plotly figures and turned into HTML.
    """
    from growth import grown, stages
    from sitedata.check.dataset import checked_dataset

    data = checked_dataset(ROOT / "data")
    steps = sum(
        row.step_time_us.count(" ") + 1
        for environment in data.environments.values()
        for row in environment.rows("samples")
    )
    if not steps:
        raise CannotMeasure("no environment is published whose samples could be copied")
    claims, runs = -(-CLAIMS // len(data.rows("claims"))), -(-SAMPLES // steps)
    with tempfile.TemporaryDirectory() as folder:
        large = grown(ROOT / "data", Path(folder) / "large", claims=claims, runs=runs)
        took = list(stages(large, figures=True))
    total = sum(seconds for _, seconds in took)
    what = f"{claims * len(data.rows('claims')):,} claims, {runs * steps:,} samples"
    yield what, f"{total:.0f} s", f"≤ {SCALE_SECONDS} s", total <= SCALE_SECONDS
    of_figures = sum(seconds for name, seconds in took if name.startswith("figures"))
    ratio = of_figures / (total - of_figures)
    yield "  figures over all else", f"{ratio:.2f} ×", f"≤ {FIGURES_RATIO:.2f} ×", ratio <= FIGURES_RATIO
    yield from ((f"  {name}", f"{seconds:.1f} s", "", None) for name, seconds in took)


def measure_serve(_: Path) -> Iterator[Line]:
    """From a saved cell to the page that shows it, with as many pages as there are, then with ten times as many."""
    from growth import more_pages

    with copied_tree() as tree:
        wait, pages = serve_wait(tree)
        yield (
            f"a changed cell is on the screen, {pages:,} pages",
            f"{wait:.2f} s",
            f"≤ {SERVE_SECONDS:.2f} s",
            wait <= SERVE_SECONDS,
        )
        more_pages(tree / "data", pages * (MANY_PAGES - 1))
        many, pages = serve_wait(tree)
        what = f"the same, {pages:,} pages ({many / wait:.2f} × the time)"
        yield what, f"{many:.2f} s", f"≤ {SERVE_SECONDS:.2f} s", many <= SERVE_SECONDS


def serve_wait(tree: Path) -> tuple[float, int]:
    """The median of a few edits in seconds, and the number of pages."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    home = urlsplit(settings()["SITE_URL"]).path or "/"  # the server takes the path of the site's address
    url, waits = f"http://{address}{home}{COMPARISON_PAGE}", []
    command, nowhere = [sys.executable, "scripts/build.py", "serve", "--address", address], subprocess.DEVNULL
    server = subprocess.Popen(command, cwd=tree, env=settings(), start_new_session=True, stdout=nowhere, stderr=nowhere)
    before = (tree / "data/comparison.csv").read_text(encoding="utf-8")
    try:
        seconds_until(url, "<table", LONGEST_START)
        cell = next(csv.DictReader(before.splitlines()))["text"]
        for changed in (f"Changed cell {number}." for number in range(ROUNDS)):
            time.sleep(1)  # the server has settled, and the time of the file differs
            (tree / "data/comparison.csv").write_text(before.replace(cell, changed, 1), encoding="utf-8", newline="\n")
            waits.append(seconds_until(url, changed))
    finally:
        if os.name == "posix":
            os.killpg(server.pid, signal.SIGTERM)  # build.py, and the rendering that it started
        else:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(server.pid)], capture_output=True)
        server.wait()
        (tree / "data/comparison.csv").write_text(before, encoding="utf-8", newline="\n")
    return statistics.median(waits), len(list((tree / "build/docs").rglob("*.md")))


def seconds_until(url: str, text: str, longest: float = LONGEST) -> float:
    started = time.perf_counter()
    while time.perf_counter() - started < longest:
        try:
            with urllib.request.urlopen(url, timeout=LONGEST) as answer:
                if text in answer.read().decode("utf-8"):
                    return time.perf_counter() - started  # the server answers when its build is done
        except OSError:
            pass  # the server is not there yet
        time.sleep(0.02)
    raise CannotMeasure(f"{url} did not show '{text}' within {longest} s")


PARTS = {
    "bytes": measure_bytes, "lighthouse": measure_lighthouse, "build": measure_build, "growth": measure_growth,
    "scale": measure_scale, "serve": measure_serve,
}  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="budget.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default=",".join(PARTS), help="parts, with commas between (default %(default)s)")
    parser.add_argument(
        "--site",
        type=Path,
        default=ROOT / "site",
        metavar="DIR",
        help="the built site to weigh (default site/, built if missing)",
    )
    chosen = parser.parse_args(arguments)
    parts = chosen.only.split(",")
    if unknown := [part for part in parts if part not in PARTS]:
        parser.error(f"no part '{unknown[0]}'; there are {', '.join(PARTS)}")
    if not (chosen.site / "index.html").is_file() and {"bytes", "lighthouse"} & set(parts):
        print(f"no site in {chosen.site}: building site/", file=sys.stderr)
        chosen.site = ROOT / "site"
        command = [sys.executable, str(ROOT / "scripts/build.py"), "site"]
        if run(command, LONGEST_RUN_S, stdout=None, stderr=None).returncode:
            return 1
    lines: list[Line] = []
    for part in parts:
        print(f"measuring {part} …", file=sys.stderr)
        try:
            lines += PARTS[part](chosen.site)
        except (CannotMeasure, Hung) as why:
            lines.append((part, f"not run: {why}", "", None))
    rows = [
        ("name", "measured", "budget", "ok"),
        *((*line[:3], {True: "yes", False: "NO", None: ""}[line[3]]) for line in lines),
    ]
    widths = [max(len(row[column]) for row in rows if row[2]) for column in range(4)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return int(any(line[3] is False for line in lines))


if __name__ == "__main__":
    sys.exit(ended(main))
