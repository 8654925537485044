"""Run a function four times side by side in worker processes."""

# /// script
# dependencies = ["ray"]
# ///
import ray

ray.init(num_cpus=2, include_dashboard=False, logging_level="error")


@ray.remote
def square(x):
    return x * x


results = ray.get([square.remote(x) for x in range(4)])
ray.shutdown()
assert results == [0, 1, 4, 9]
print(f"Workers returned {results}")
