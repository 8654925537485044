"""The page *What changed*: which line an item stands in, in which order, and what a choice of a kind would show."""

import datetime
import re

from sitedata.check.dataset import checked_dataset
from sitedata.judge.edition import Edition
from sitedata.judge.news import Item
from sitedata.pages.changes import FEW, ChangePieces, lines_of
from sitedata.pages.fragments import Fragments
from tests.tiny import record, write

RECENT = datetime.date(2026, 1, 1)


def item(kind, day, title="t", first=False):
    return Item(f"{kind}/{title}/{day}", kind, title, datetime.date.fromisoformat(day), "", "", first=first)


def lines(*items):
    items = sorted(items, key=lambda item: item.known_on, reverse=True)
    return [(str(line.day), line.kind, [each.title for each in line.items]) for line in lines_of(items, RECENT)]


def test_the_newest_day_comes_first_and_within_it_verdicts_before_releases():
    kinds = {"b": "release", "a": "release", "c": "cell", "v": "verdict"}
    made = lines(
        *(item(kind, "2026-02-01", title) for title, kind in kinds.items()), item("security", "2026-02-02", "s")
    )
    assert made == [
        ("2026-02-02", "security", ["s"]), ("2026-02-01", "verdict", ["v"]), ("2026-02-01", "cell", ["c"]),
        ("2026-02-01", "release", ["a", "b"]),
    ]  # fmt: skip


def test_releases_of_earlier_years_stand_at_the_end_of_their_month():
    days = {"b": "2025-12-31", "a": "2025-12-02", "new": "2026-01-01"}
    made = lines(*(item("release", day, title) for title, day in days.items()), item("cell", "2025-12-05", "c"))
    assert made == [
        ("2026-01-01", "release", ["new"]), ("2025-12-05", "cell", ["c"]), ("2025-12-01", "release", ["a", "b"]),
    ]  # fmt: skip


def test_many_first_verdicts_of_a_day_are_one_line_and_what_changed_stays_apart():
    first = [item("verdict", "2026-02-01", f"{number:02}", first=True) for number in range(FEW + 1)]
    made = lines(*first, item("verdict", "2026-02-01", "holds → partly"))
    assert [len(titles) for _, _, titles in made] == [1, FEW + 1]
    assert len(lines(*first[:FEW])) == FEW


def test_each_line_has_its_kind_its_day_and_a_way_to_what_changed(tmp_path):
    log = [record("verdict_log", claim_id="one", changed_on="2026-11-22", number=n, verdict=verdict, cause="<b>")
           for n, verdict in (("1", "partly"), ("2", "holds"))]  # fmt: skip
    pieces = ChangePieces(Fragments(Edition(checked_dataset(write(tmp_path / "data", verdict_log=log)))), "../")
    rows = re.findall(r"<tr data-kind.*?</tr>", pieces.table(), re.DOTALL)
    mine = [row for row in rows if '<tr data-kind="verdict"' in row]
    assert len(mine) == 2 and 'href="../claims/one/">partly → holds: ' in mine[0] and "&lt;b&gt;" in mine[0]
    assert 'id="2026-11-22"' in "".join(rows) and sum(' id="' in row for row in rows) == len(
        {re.search("<time[^>]*>([^<]+)", row)[1] for row in rows}
    )
    assert '<option value="verdict">Verdicts (2)</option>' in pieces.table()
    assert pieces.lately("verdict", "verdict") == "1 verdict"  # the first one changed nothing
