"""Does PyTorch's data-parallel training reduce gradients asynchronously, \
while the backward pass still computes others?"""

import os

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch.profiler import ProfilerActivity, profile

from probes.answer import yes_no

LAYERS = 4
GRADIENT, CALL, WORK = "MmBackward0", "c10d::allreduce_", "gloo:all_reduce"  # as the profiler names them


def train(rank: int, port: int, queue) -> None:
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    dist.init_process_group("gloo", rank=rank, world_size=2)
    torch.manual_seed(1)
    model = torch.nn.Sequential(*(torch.nn.Linear(256, 256, bias=False) for _ in range(LAYERS)))
    parallel = torch.nn.parallel.DistributedDataParallel(model, bucket_cap_mb=0.25)
    for _ in range(2):  # after the first step DDP orders its buckets as the gradients came
        parallel(torch.ones(8, 256)).sum().backward()
    loss = parallel(torch.ones(8, 256)).sum()
    with profile(activities=[ProfilerActivity.CPU]) as recorded:
        loss.backward()
    events = [event for event in recorded.events() if event.name in (GRADIENT, CALL, WORK)]
    queue.put(sorted((event.time_range.start, event.time_range.end, event.thread, event.name) for event in events))
    dist.barrier()  # neither leaves while the other still reduces
    os._exit(0)  # taking gloo down beside its own threads aborts the process now and then


if __name__ == "__main__":
    queue = mp.get_context("spawn").SimpleQueue()
    mp.spawn(train, args=(29518, queue), nprocs=2)
    events, _ = queue.get(), queue.get()
    print("the backward pass of one process, in microseconds (from, to, thread, what):")
    for start, end, thread, name in events:
        print(round(start - events[0][0]), round(end - events[0][0]), thread, name)
    gradients, calls, works = ([event for event in events if event[3] == name] for name in (GRADIENT, CALL, WORK))
    early = sum(call[0] < gradients[-1][0] for call in calls)
    apart = sum(work[2] not in {gradient[2] for gradient in gradients} for work in works)
    yes_no(
        len(gradients) == LAYERS and early > 0 and apart == len(works) == len(calls),
        f"{early} of {len(calls)} reductions were called before the last of {len(gradients)} gradients was computed, "
        f"and {apart} of {len(works)} ran in threads of their own",
    )
