"""Commands about data and pages: ``check``, ``fix`` and ``verdicts``."""

from __future__ import annotations

from pathlib import Path

from sitedata.check.dataset import checked_dataset
from sitedata.commands.reporting import complain, print_flags
from sitedata.judge import claims
from sitedata.judge.edition import Edition
from sitedata.load.fix import fix as repair
from sitedata.load.fix import fix_texts
from sitedata.pages.guide import flag_lines
from sitedata.pages.problems import old_pages
from sitedata.review.repository import check_repository
from sitedata.schema.clock import today
from sitedata.schema.tables import TABLES
from sitedata.text.files import append_rows
from sitedata.text.problem import BadInput


def check(root: Path) -> int:
    data = check_repository(root, today())
    edition = Edition(data)
    print_flags(flag_lines(edition.to_read_again))
    print_flags(map(str, edition.stale.old_evidence()))
    print_flags(map(str, old_pages(root / "docs", edition)))
    print(f"data: {sum(len(data.rows(name)) for name in TABLES):,} rows in {len(TABLES)} tables, no problem found")
    return 0


def fix(root: Path) -> int:
    """Repair, then check: what remains needs a person."""

    repairs = [*repair(root / "data"), *fix_texts(root)]
    for made in repairs:
        print(made)
    print(f"{len(repairs)} repair{'s' * (len(repairs) != 1)} made", flush=True)
    try:
        return check(root)
    except BadInput as bad:
        left = f"{len(bad.problems)} problems are" if len(bad.problems) > 1 else "1 problem is"
        complain(bad.problems, f"{bad}\n{left} left for a person")
        return 1


def verdicts(root: Path) -> int:
    """Add verdicts that changed to the log."""
    data = checked_dataset(root / "data")
    changes = claims.changes(claims.judge(data), data.rows("verdict_log"), today())
    append_rows(root / "data" / "verdict_log.csv", changes)
    for row in changes:
        print(f"{row['claim_id']}: {row['verdict']} ({row['cause']})")
    print(f"{len(changes)} verdict{'s' * (len(changes) != 1)} changed")
    return 0
