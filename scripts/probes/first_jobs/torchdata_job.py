"""Read half of the made data, keep the place in a checkpoint, and go on from there."""

# /// script
# dependencies = ["torchdata", "torch"]
# ///
from torchdata.stateful_dataloader import StatefulDataLoader

loader = StatefulDataLoader(list(range(12)), batch_size=3)
reading = iter(loader)
first = [next(reading).tolist() for _ in range(2)]
state = loader.state_dict()
again = StatefulDataLoader(list(range(12)), batch_size=3)
again.load_state_dict(state)
rest = [batch.tolist() for batch in again]
assert [number for batch in (*first, *rest) for number in batch] == list(range(12))
print(f"{len(first)} batches were read, and {len(rest)} more after the checkpoint")
