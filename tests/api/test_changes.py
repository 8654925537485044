"""What changed, as the API has it: whom an item concerns."""

from sitedata.api.changes import changes
from sitedata.check.dataset import checked_dataset
from sitedata.judge.edition import Edition
from tests.tiny import TINY, record, write


def test_what_concerns_a_framework_is_not_also_of_the_system_of_that_name(tmp_path):
    system = TINY["systems"][1] | {"id": "pytorch", "name": "PyTorch", "family": "pytorch"}
    end = record("ends", systems="litert", frameworks="pytorch", source_ids="s")
    data = checked_dataset(write(tmp_path / "data", systems=[*TINY["systems"], system], ends=[end]))
    (one,) = [change for change in changes(Edition(data), "") if change.id.startswith("end/")]
    assert (one.frameworks, one.systems) == (["pytorch"], ["litert"])
