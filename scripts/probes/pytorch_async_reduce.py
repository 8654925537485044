"""Does PyTorch's data-parallel training reduce gradients asynchronously, \
while the backward pass still computes others?"""

import os

import torch
import torch.distributed as dist
import torch.multiprocessing as mp

from probes.answer import yes_no

LAYERS = 4


def train(rank: int, port: int, queue) -> None:
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    dist.init_process_group("gloo", rank=rank, world_size=2)
    torch.manual_seed(1)
    events = []
    model = torch.nn.Sequential(*(torch.nn.Linear(256, 256, bias=False) for _ in range(LAYERS)))
    for number, layer in enumerate(model):
        layer.weight.register_hook(lambda gradient, number=number: events.append(f"gradient of layer {number}"))
    parallel = torch.nn.parallel.DistributedDataParallel(model, bucket_cap_mb=0.25)

    def reduce(state, bucket):
        work = dist.all_reduce(bucket.buffer(), async_op=True)  # what DDP does itself; here it is also taken down
        events.append("reducing begins")
        return work.get_future().then(lambda future: future.value()[0].div_(2))

    parallel.register_comm_hook(None, reduce)
    for _ in range(2):  # after the first step DDP orders its buckets as the gradients came
        events.clear()
        parallel(torch.ones(8, 256)).sum().backward()
    queue.put(events)
    dist.barrier()  # neither leaves while the other still reduces
    os._exit(0)  # taking gloo down beside its own threads aborts the process now and then


if __name__ == "__main__":
    queue = mp.get_context("spawn").SimpleQueue()
    mp.spawn(train, args=(29518, queue), nprocs=2)
    events, _ = queue.get(), queue.get()
    print("one step of one process:", *events, sep="\n")
    first, last = (
        events.index("reducing begins"),
        max(number for number, event in enumerate(events) if event.startswith("gradient")),
    )
    early = sum(event == "reducing begins" for event in events[:last])
    total = events.count("reducing begins")
    yes_no(
        first < last,
        f"{early} of {total} reductions began, through calls that return at once, before the last of {LAYERS} "
        "gradients was there",
    )
