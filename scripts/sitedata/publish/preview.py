"""``make serve``: the site as it will be, while somebody writes.

An edit is on the screen at once, because only the requested page is made. In: the tree, after a first render of all
pages into ``build/docs``. Out: a server, until it is interrupted. After an edit the changed tables are read and
checked, and browsers reload; a page is made from the new state when it is requested (:mod:`sitedata.publish.drafts`).
Meanwhile a separate process renders everything, as ``make site`` would: it reports what is wrong on pages that nobody
looks at, and its result replaces files, new or deleted pages, and the search index. What either of them refuses stays
as it was.
"""

from __future__ import annotations

import contextlib
import logging
import os
import posixpath
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.commands import build as mkdocs
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, get_files
from mkdocs.structure.pages import Page

from sitedata.pages.page_files import page_of
from sitedata.publish import states
from sitedata.publish.drafts import Drafts
from sitedata.publish.lock import alone
from sitedata.publish.places import Places
from sitedata.text.problem import BadInput

SETTLED_S = 1.0  # edits seldom come alone, and the page that somebody waits for comes first
WATCH_S = 0.1  # how often the folders are looked at, and twice what a series of saved files may pause
SEARCH = "material/search"
LONGEST_S = 3600  # to render everything: seconds for our pages


class Kept(BasePlugin):
    """What MkDocs makes once for all pages."""

    def on_files(self, files, config):
        self.files: Files = files

    def on_nav(self, nav, config, files):
        self.nav = nav

    def on_env(self, env, config, files):
        env.auto_reload = True  # an edited template takes effect at once
        self.env = env


class Preview:
    """A built site whose pages are rebuilt one by one. Whoever changes it holds ``lock``."""

    def __init__(self, config: MkDocsConfig, places: Places, url: str):
        self.config, self.places, self.lock = config, places, threading.RLock()
        self.drafts: Drafts | None = None
        # number of edits; by page, the edit after which it was last known to be right
        self.state, self.as_of = 0, dict[str, int]()
        config.plugins["kept"] = self.kept = Kept()
        mkdocs.build(config, serve_url=url)
        states.lay_all(Path(config.site_dir), places)
        # Markdown of each page as it is built now, by its path below build/docs
        self.texts = {file.src_uri: file.content_string for file in self.kept.files.documentation_pages()}
        self.index = config.plugins[SEARCH].search_index
        self.entries: dict[str, list[dict]] = {}  # of the search index, by the address of their page
        for entry in self.index.entries:
            self.entries.setdefault(entry["location"].partition("#")[0], []).append(entry)
        self.copied = self._statuses()

    def page_at(self, address: str) -> None:
        """Make sure that the page at an address of the site is up to date before it is sent."""
        file = self.pages.get(address)
        if file and self.as_of.get(file.src_uri, 0) < self.state:
            with self.lock:
                self._refresh(file)

    def edited(self, drafts: Drafts | None, templates: bool) -> None:
        """From now on make pages from ``drafts``, if there are any.

        ``templates``: those of the theme changed, so every page is rebuilt.
        """
        with self.lock:
            self.drafts, self.state = drafts, self.state + 1
            if templates:
                self.texts.clear()

    def take(self) -> set[str]:
        """Adopt what a complete rendering left in ``build/docs``. Returns the addresses that changed."""
        now = self._statuses()
        gone, other = (
            self.copied.keys() - now.keys(),
            {uri for uri, status in now.items() if self.copied.get(uri) != status},
        )
        with self.lock:
            self.copied, self.drafts, self.state = now, None, self.state + 1
            state = self.state
            for uri in sorted(gone):
                self._remove(uri)
            for uri in sorted(other):
                self._add(uri)
        changed = {self._address(uri) for uri in gone | {uri for uri in other if not uri.endswith(".md")}}
        for file in [*self.pages.values()]:
            with self.lock:  # somebody may ask for a page between two of these, or edit something
                if self.state != state:
                    return changed
                if self._refresh(file):
                    changed.add(file.dest_uri)
        with self.lock:
            self._build_what_is_of_all_pages()
        return changed

    # --- one page ---
    @property
    def pages(self) -> dict[str, File]:
        return {file.dest_uri: file for file in self.kept.files.documentation_pages()}

    def _refresh(self, file: File) -> bool:
        """Build a page whose Markdown differs from that of its last build. Returns whether it did.

        A page with a mistake stays as it was.
        """
        try:
            text = self._text(file.src_uri)
            if text is None or self.texts.get(file.src_uri) == text:
                return False
            self._build(file, text)
        except (BadInput, BuildError) as wrong:
            print(wrong, file=sys.stderr, flush=True)
            return False
        finally:
            self.as_of[file.src_uri] = self.state  # last, since whoever asks meanwhile has to wait
        return True

    def _build(self, file: File, text: str) -> None:
        file.content_string = text
        self.index.entries = []
        mkdocs._populate_page(file.page, self.config, self.kept.files)
        pages = self.kept.files.documentation_pages()
        with _replaced(file):
            mkdocs._build_page(file.page, self.config, pages, self.kept.nav, self.kept.env)
        self.entries[file.url.removeprefix("./")] = self.index.entries
        self.texts[file.src_uri] = text

    def _text(self, uri: str) -> str | None:
        """The current Markdown of a page; None if it is gone."""
        try:
            return self.drafts.page(page_of(Path(uri), self.places.docs)) if self.drafts else self._on_disk(uri)
        except (KeyError, FileNotFoundError):
            return None

    def _on_disk(self, uri: str) -> str:
        return (self.places.out / uri).read_text(encoding="utf-8")

    # --- all of them ---
    def _statuses(self) -> dict[str, tuple[int, int]]:
        """Time and size of every file in ``build/docs``."""
        statuses = {
            path.relative_to(self.places.out).as_posix(): path.stat()
            for path in self.places.out.rglob("*")
            if path.is_file()
        }
        return {uri: (status.st_mtime_ns, status.st_size) for uri, status in statuses.items()}

    def _file(self, uri: str) -> File:
        return File(uri, self.config.docs_dir, self.config.site_dir, self.config.use_directory_urls)

    def _address(self, uri: str) -> str:
        return self._file(uri).dest_uri

    def _add(self, uri: str) -> None:
        known = self.kept.files.get_file_from_path(uri)
        file = known or self._file(uri)
        if not known:
            self.kept.files.append(file)
        if not file.is_documentation_page():
            with _replaced(file):
                file.copy_file()
        elif file.page is None:
            Page(None, file, self.config)

    def _remove(self, uri: str) -> None:
        file = self.kept.files.get_file_from_path(uri)
        Path(file.abs_dest_path).unlink(missing_ok=True)
        self.kept.files.remove(file)
        self.texts.pop(uri, None)
        self.entries.pop(file.url.removeprefix("./"), None)

    def _build_what_is_of_all_pages(self) -> None:
        files, order = self.kept.files, get_files(self.config)
        urls = [file.url.removeprefix("./") for file in order.documentation_pages()]
        self.index.entries = [entry for url in urls for entry in self.entries.get(url, [])]
        with self._replacing():
            for name in self.config.theme.static_templates:
                mkdocs._build_theme_template(name, self.kept.env, files, self.config, self.kept.nav)
            self.config.plugins.on_post_build(config=self.config)
        states.lay_all(Path(self.config.site_dir), self.places)

    @contextlib.contextmanager
    def _replacing(self) -> Iterator[None]:
        """What MkDocs writes meanwhile replaces files of the site, one whole file by another."""
        site = self.config.site_dir
        with tempfile.TemporaryDirectory(dir=Path(site).parent, prefix="site-") as fresh:
            self.config.site_dir = fresh
            try:
                yield
            finally:
                self.config.site_dir = site
            for path in Path(fresh).rglob("*"):
                if path.is_file():
                    os.replace(path, Path(site, path.relative_to(fresh)))


class Server(LiveReloadServer):
    """MkDocs' own server, which requests a page before it sends it.

    While it waits for the next edit, it watches a rendering of everything.
    """

    def __init__(self, preview: Preview, places: Places, host: str, port: int, mount_path: str, site_url: str):
        super().__init__(
            builder=self.rebuild,
            host=host,
            port=port,
            root=preview.config.site_dir,
            mount_path=mount_path,
            polling_interval=WATCH_S,
        )
        self.preview, self.places, self.site_url = preview, places, site_url
        self.build_delay = WATCH_S / 2
        self.sent: set[str] = set()  # addresses, since browsers last reloaded
        self.started = self.styled = time.time()
        self.drafts = self._ready()
        self.rendering: subprocess.Popen[str] | None = None
        self.waiting: threading.Timer | None = None
        for watched in (places.docs, places.data, places.root / "overrides", places.root / "scripts"):
            self.watch(str(watched))

    def rebuild(self) -> None:
        """After an edit: report what is wrong in ``data/``; then everything stays as it was."""
        self._stop_rendering()
        templates, self.styled = _newest(self.places.root / "overrides") > self.styled, time.time()
        # this process has the old code, and what it made would be kept as if the new one had; a new process has that
        code = _newest(self.places.root / "scripts", ".py") > self.started
        try:
            self.drafts = None if code else Drafts(self.places, self.site_url, self.drafts)
        except BadInput as bad:
            print(f"{bad}\nthe pages stay as they were", file=sys.stderr, flush=True)
            return
        self.preview.edited(self.drafts, templates)
        self.sent.clear()
        self.waiting = threading.Timer(0 if code else SETTLED_S, self._render_all)
        self.waiting.daemon = True
        self.waiting.start()

    def _ready(self) -> Drafts | None:
        """What the first edit builds on: all that it leaves alone is computed before somebody waits for it."""
        try:
            drafts = Drafts(self.places, self.site_url)
        except BadInput:  # somebody was at work meanwhile; the next edit is told what is wrong
            return None
        _ = drafts.edition.judged
        return drafts

    def shutdown(self, wait=False) -> None:
        self._stop_rendering()
        super().shutdown(wait)

    def _stop_rendering(self) -> None:
        if self.waiting:
            self.waiting.cancel()
        if self.rendering:
            self.rendering.terminate()
            self.rendering = None

    def _render_all(self) -> None:
        command = [sys.executable, str(self.places.root / "scripts" / "build.py"), "render", "--no-previews"]
        self.rendering = rendering = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        )
        try:
            said, wrong = rendering.communicate(timeout=LONGEST_S)
        except subprocess.TimeoutExpired:
            rendering.kill()
            print(f"the rendering did not end within {LONGEST_S} s: stopped", file=sys.stderr, flush=True)
            return
        if rendering is not self.rendering:
            return  # there was another edit
        if rendering.returncode not in (0, 2):
            print(wrong, end="", file=sys.stderr, flush=True)
            return
        print(said, end="", flush=True)
        with alone(self.places.build):
            changed = self.preview.take()
        if changed & self.sent:
            with self._epoch_cond:  # something that a browser shows is up to date only now
                self._visible_epoch = self._wanted_epoch = self._wanted_epoch + 1
                self._epoch_cond.notify_all()

    def _serve_request(self, environ, start_response):
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        if path.startswith(self.mount_path):
            with self._epoch_cond:  # an edit is being read
                self._epoch_cond.wait_for(lambda: self._visible_epoch == self._wanted_epoch)
            address = posixpath.normpath(path.removeprefix(self.mount_path) + "index.html" * path.endswith("/"))
            self.sent.add(address)
            self.preview.page_at(address)
        return super()._serve_request(environ, start_response)


@contextlib.contextmanager
def _replaced(file: File) -> Iterator[None]:
    """MkDocs writes a file beside the one of the site, then replaces it: nobody is sent a part of it."""
    final = file.abs_dest_path
    file.abs_dest_path = f"{final}.new"
    try:
        yield
        if os.path.exists(file.abs_dest_path):
            os.replace(file.abs_dest_path, final)
    finally:
        file.abs_dest_path = final


def _newest(folder: Path, suffix: str = "") -> float:
    return max((path.stat().st_mtime for path in folder.rglob(f"*{suffix}") if path.is_file()), default=0.0)


def serve(places: Places, address: str, site_url: str) -> None:
    """Show the site on ``address`` (host:port) until somebody interrupts it."""
    logging.getLogger("mkdocs").addHandler(logging.StreamHandler())
    logging.getLogger("mkdocs").setLevel(logging.INFO)
    site = tempfile.mkdtemp(prefix="site-")
    try:
        config = load_config(str(places.root / "mkdocs.yml"), site_dir=site, dev_addr=address)
        config.plugins.on_startup(command="serve", dirty=False)
        host, port = config.dev_addr
        mount_path = urlsplit(config.site_url or "/").path
        config.site_url = f"http://{f'[{host}]' if ':' in host else host}:{port}{mount_path}"
        with alone(places.build):
            preview = Preview(config, places, config.site_url)
        server = Server(preview, places, host, port, mount_path, site_url)
        try:
            server.serve()
        except KeyboardInterrupt:
            pass
        finally:
            server.shutdown()
    finally:
        shutil.rmtree(site, ignore_errors=True)
