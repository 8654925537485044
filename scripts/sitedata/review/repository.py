"""All that ``make check`` asks, in one go. In: the repository's folder. Out: its data set, or every problem of ``data/`` and ``docs/``.

A build asks less: what keeps a result or a probe from being taken in does not keep a page from being made.
"""

from __future__ import annotations

import datetime
from pathlib import Path

from sitedata.check.acceptance import accept
from sitedata.check.probes import check_probes
from sitedata.judge.log import unlogged
from sitedata.load.dataset import Dataset, load_dataset
from sitedata.load.inputs import strange_pages
from sitedata.text.problem import BadInput


def check_repository(root: Path, today: datetime.date) -> Dataset:
    """Raises:
    BadInput: with every problem; what cannot be asked once a table does not load is asked the next time.
    """
    pages = strange_pages(root / "docs")
    try:
        data = load_dataset(root / "data")
    except BadInput as bad:
        raise BadInput([*bad.problems, *pages]) from None
    problems = [*check_probes(data, root), *accept(data.environments), *unlogged(data, today), *pages]
    if problems:
        raise BadInput(problems)
    return data
