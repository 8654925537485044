"""The tables of one environment in ``data/benchmarks/<environment>/``: what ``make bench`` writes and the site reads.

They are long tables of raw values: medians, ratios and intervals are derived when a page is made, never stored.
"""

from __future__ import annotations

from sitedata.schema import kinds as c
from sitedata.schema.protocol.modes import GENERATING, MODES
from sitedata.schema.tables import Row, column

BENCH_FRAMEWORKS = ("tensorflow", "pytorch", "jax")
TASKS = ("training", "inference", *GENERATING, "import")
FOR_GPUS = ("nvidia", "cuda", "triton")
"""How the names of packages begin that PyTorch's build in the index brings for GPUs."""
STATUSES = {
    "ok": "measured on a quiet machine",
    "flagged": "measured while something else used the machine: kept, shown nowhere but in the count",
    "failed": "the program stopped with an error",
    "timed-out": "the program did not end in its time and was stopped",
    "could-not-run": "something it needs is missing here",
}
VARIANTS = {
    "plain": "as set in the other columns",
    "twin": "the same contestant a second time in its round: the difference is noise (A/A control)",
    "fresh-cache": "the compiler starts with an empty cache; only the first calls are timed",
    "busy-neighbour": "one other process keeps one core busy",
    "allocator": "the C library's thresholds for returning memory to the system are raised",
    "onednn-off": "TensorFlow without its oneDNN kernels",
    "onednn-on": "TensorFlow with its oneDNN kernels, on a processor where it leaves them off by itself",
    "isa-capped": "no library uses wider vector units than AVX2",
    "mkl-generic": "PyTorch's MKL takes the path that it has for any processor",
    "physical-cores": "as many threads as the machine has physical cores, where it shows more processors",
    "autotune-on": "PyTorch lets cuDNN try its ways of computing a convolution and keeps the fastest",
    "autotune-off": "TensorFlow takes cuDNN's own choice of how to compute a convolution, without trying",
    "cuda-graphs": "the GPU gets a step's whole list of kernels at once, as a CUDA graph",
    "memory-growth": "TensorFlow takes GPU memory when it needs it, not nearly all of it at the start",
    "input-fed": "a pipeline cuts, mirrors and scales new images for each step; without it a batch is used again",
    "whole-step": "torch.compile gets the loss and the optimizer too, not the model alone",
    "tuned": "the tuned division: the whole step compiled, the best known layout, library and allocator settings",
}
ARMS = {
    "matched": "the same start weights, order of data and settings",
    "own-defaults": "each framework's own start weights and settings",
    "other-seed": "matched, with the start weights of another seed",
    "batchnorm-momentum": "matched, but for the framework's own BatchNorm momentum",
    "batchnorm-epsilon": "matched, but for the framework's own BatchNorm epsilon",
    "optimizer-epsilon": "matched, but for the framework's own epsilon in Adam",
    "initialisers": "matched, but for the framework's own initialisers",
    "learning-rate": "matched, but for the framework's own default learning rate",
}
QUANTITIES = {
    "parameters": "number of trained parameters; the difference must be 0",
    "output": "largest difference of the outputs, over the largest output",
    "cached": "the same where a text is read token by token, with keys and values kept, against reading it at once",
    "loss": "difference of the loss, over the loss",
    "gradient": "largest difference of any gradient, over the largest value of that gradient",
    "loss-curve": "largest difference of the loss over 20 training steps, over the first loss",
    "tuned-curve": "the same for the compiled steps of the tuned division, against eager PyTorch",
}

RUN = ("Name of the run, unique in its environment.", "20261122t2130-r03-017", "run 17")
FRAMEWORK = ("The framework.", "pytorch", "torch")
WORKLOAD = ("The workload.", "resnet20", "a CNN")


class Fact(Row):
    """What is known of the machine and the software of an environment."""

    key = ("framework", "fact")
    framework: c.one_of("machine", *BENCH_FRAMEWORKS) = column(
        "Whose fact it is: the machine's or one framework's.", "machine", "host"
    )
    fact: c.Id = column("Its name; packages start with package-.", "cpu-model", "CPU")
    value: c.Text = column("Its value, as the system or the library states it.", "AMD EPYC", "fast")


class Run(Row):
    """One process that measured, or tried to: nothing is thrown away."""

    later = (
        "load_average", "process_foreign_cores", "process_steal_share", "threads_used", "onednn", "graphs",
        "onednn_isa", "convolution_path", "blas", "blas_path", "kernels", "logical_cores", "physical_cores",
        "affinity_cores", "quota_cores", "preloads", "governor", "imported_mib", "device_used_mib", "gpu_others_mib",
        "gpu_others_share", "gpu_clock_mhz", "gpu_slowed_by", "gpu_degrees",
    )  # fmt: skip
    id: c.Id = column(*RUN)
    sweep: c.Id = column(
        "The sweep it belongs to: the minute (UTC) at which that began.", "20261122t2130", "last night"
    )
    round: c.Count = column(
        "Round of the sweep, from 1; all contestants of a round run close together in time.", "3", "third"
    )
    attempt: c.Count = column("1, or more after a flagged attempt.", "1", "again")
    started_at: c.Moment = column("When it started (UTC).", "2026-11-22T21:34:10Z", "21:34")
    status: c.one_of(*STATUSES) = column("How it ended.", "ok", "fine")
    reason: c.OptionalText = column("Why it is not ok.", "foreign CPU use 0.42 cores, limit 0.10", "broken")
    workload: c.Id = column(*WORKLOAD)
    framework: c.one_of(*BENCH_FRAMEWORKS) = column(*FRAMEWORK)
    mode: c.one_of(*sorted({mode for modes in MODES.values() for mode in modes})) = column(
        "How the framework ran it.", "tf.function", "graph"
    )
    task: c.one_of(*TASKS) = column("What is timed.", "training", "both")
    variant: c.one_of(*VARIANTS) = column("What is special about this run.", "plain", "normal")
    device: c.one_of("cpu", "cuda") = column("Where it ran.", "cpu", "GPU 0")
    precision: c.one_of("float32", "tf32", "bfloat16", "float16") = column(
        "Number format of the arithmetic.", "float32", "half"
    )
    layout: c.one_of("default", "channels-last", "channels-first") = column(
        "Memory layout of images; the framework's own by default.", "default", "NHWC?"
    )
    threads: c.Count = column("Threads that the framework may use; 0 for all.", "1", "many", unit="threads")
    batch_size: c.Count = column("Examples in a step.", "64", "big", unit="examples")
    steps: c.OptionalCount = column("Steps in the timed window.", "412", "many", unit="steps")
    window_s: c.OptionalNumber = column("Length of the timed window.", "2.004", "2 s", unit="s")
    process_cpu_s: c.OptionalNumber = column(
        "Processor time of the process in the window, all threads.", "3.91", "all", unit="s"
    )
    foreign_cores: c.OptionalNumber = column(
        "Cores that other processes used in the window, on average.", "0.03", "none", unit="cores"
    )
    steal_share: c.OptionalNumber = column(
        "Share of the window in which the hypervisor withheld a core.", "0.001", "none"
    )
    import_ms: c.OptionalNumber = column("Time to import the framework.", "1590.2", "1.6 s", unit="ms")
    build_ms: c.OptionalNumber = column("Time to build the model and its optimizer.", "48.1", "short", unit="ms")
    first_call_ms: c.OptionalNumber = column("Time of the first call, compiling included.", "1180.4", "slow", unit="ms")
    second_call_ms: c.OptionalNumber = column("Time of the second call.", "74.0", "faster", unit="ms")
    peak_rss_mib: c.OptionalNumber = column(
        "Most main memory the process ever held (its own high-water mark).", "621.3", "0.6 GB", unit="MiB"
    )
    anonymous_mib: c.OptionalNumber = column(
        "Memory at the end that no file backs: the process's own data.", "228.0", "some", unit="MiB"
    )
    file_mib: c.OptionalNumber = column(
        "Memory at the end that files back: mostly the libraries' code.", "322.7", "some", unit="MiB"
    )
    device_reserved_mib: c.OptionalNumber = column(
        "Most GPU memory that the framework reserved.", "1024.0", "all", unit="MiB"
    )
    device_allocated_mib: c.OptionalNumber = column("Most GPU memory that tensors took.", "612.5", "all", unit="MiB")
    loss_first: c.OptionalNumber = column("Loss at the first step.", "2.3051", "high")
    loss_last: c.OptionalNumber = column("Loss at the last timed step.", "0.0131", "low")
    load_average: c.OptionalNumber = column(
        "Load average of the machine over the minute before it started.", "0.42", "idle"
    )
    process_foreign_cores: c.OptionalNumber = column(
        "Cores that others used on average while the process lived, import and first call included.",
        "0.03",
        "none",
        unit="cores",
    )
    process_steal_share: c.OptionalNumber = column(
        "Share of the process's life in which the hypervisor withheld a core.", "0.001", "none"
    )
    threads_used: c.OptionalCount = column(
        "Threads that the library said it uses; 0 where it decides by itself.", "2", "all", unit="threads"
    )
    onednn: c.one_of("on", "off", required=False) = column(
        "Does the library say that its oneDNN kernels are in use?", "on", "yes"
    )
    graphs: c.OptionalCount = column(
        "Graphs that torch.compile made; 0 says that the model ran eagerly.", "1", "one", unit="graphs"
    )
    onednn_isa: c.OptionalText = column(
        "Widest vector units that oneDNN uses in this setting, as it says in a short call of its own.",
        "Intel AVX2",
        "fast",
    )
    convolution_path: c.OptionalText = column(
        "Implementation that computed a small convolution in that call, as oneDNN names it.", "jit:avx2", "quick"
    )
    blas: c.OptionalText = column(
        "Library that computed a matrix product in that call.", "oneMKL 2024.0 Update 2", "a BLAS"
    )
    blas_path: c.OptionalText = column(
        "What that library says of the path that it took.", "Intel(R) Architecture processors, CNR:OFF", "generic?"
    )
    kernels: c.OptionalText = column("Vector units of the framework's own kernels, as it says.", "AVX2", "new")
    logical_cores: c.OptionalCount = column("Processors that the system shows.", "4", "many", unit="processors")
    physical_cores: c.OptionalCount = column("Cores behind them, as the system says.", "2", "many", unit="cores")
    affinity_cores: c.OptionalCount = column("Processors on which the process may run.", "2", "many", unit="processors")
    quota_cores: c.OptionalNumber = column(
        "Processor time that the container grants, in cores; empty without a limit.", "1.5", "half", unit="cores"
    )
    preloads: c.OptionalText = column(
        "Names of libraries that were loaded before all others; none without any.", "none", "yes"
    )
    governor: c.OptionalText = column("Governor of the clock, where the system shows it.", "performance", "fast")
    imported_mib: c.OptionalNumber = column(
        "Resident memory just after the framework was imported, before a model was built.", "219.4", "much", unit="MiB"
    )
    device_used_mib: c.OptionalNumber = column(
        "Most GPU memory that was in use while it ran, as the driver says, less what was in use before.",
        "1210.0",
        "all",
        unit="MiB",
    )
    gpu_others_mib: c.OptionalNumber = column(
        "GPU memory that was in use before it started.", "449.0", "some", unit="MiB"
    )
    gpu_others_share: c.OptionalNumber = column(
        "Share of the second before it started in which others computed on the GPU.", "0.0", "busy"
    )
    gpu_clock_mhz: c.OptionalCount = column("Clock of the GPU while it computed, median.", "1980", "boost", unit="MHz")
    gpu_slowed_by: c.OptionalText = column(
        "What lowered the clock meanwhile, as the driver says; nothing where nothing did.", "power-cap", "heat"
    )
    gpu_degrees: c.OptionalCount = column("Highest temperature of the GPU while it computed.", "61", "hot", unit="°C")


class Samples(Row):
    """The raw times of a run's steps, kept in a compressed file (``samples.csv.gz``)."""

    key = ("run_id",)
    run_id: c.Id = column(*RUN, ref="runs.id")
    step_time_us: c.StepTimes = column(
        "Time of every step in the window, in order, with one space between.", "4870 4911 4862", "4.9", unit="µs"
    )


class Agreement(Row):
    """Whether both frameworks compute the same thing, for each workload: what does not agree is not timed."""

    key = ("workload", "framework", "precision", "quantity")
    workload: c.Id = column(*WORKLOAD)
    framework: c.one_of(*BENCH_FRAMEWORKS) = column("The framework that is compared with PyTorch.", "tensorflow", "TF")
    precision: c.one_of("float32", "float64") = column("Number format of the arithmetic.", "float64", "double")
    quantity: c.one_of(*QUANTITIES) = column("What is compared.", "gradient", "all")
    difference: c.Difference = column("The difference, relative as the quantity's meaning says.", "1.2e-14", "tiny")
    limit: c.Difference = column("The largest difference that counts as equal.", "1e-10", "small")
    agrees: c.YesNo = column("Is the difference within the limit?", "yes", "nearly")


class AccuracyPoint(Row):
    """Test accuracy after an epoch, of one training in the accuracy experiment."""

    key = ("dataset", "framework", "arm", "optimizer", "seed", "epoch")
    dataset: c.Id = column("The data set.", "digits", "MNIST?")
    framework: c.one_of(*BENCH_FRAMEWORKS) = column(*FRAMEWORK)
    arm: c.one_of(*ARMS) = column("What is matched and what is not.", "matched", "fair")
    optimizer: c.one_of("sgd", "adam") = column("The optimizer.", "adam", "best")
    seed: c.Count = column("Seed of the start weights and of the order of data.", "3", "random")
    epoch: c.Count = column("Epochs trained so far.", "12", "last", unit="epochs")
    train_loss: c.Number = column("Mean loss over the epoch.", "0.4121", "low")
    test_accuracy: c.Number = column("Share of test examples classified rightly.", "97.78", "98%", unit="%")


class InstalledSize(Row):
    """Size of a framework's environment on disk."""

    key = ("framework", "package")
    framework: c.one_of(*BENCH_FRAMEWORKS) = column(*FRAMEWORK)
    package: c.Text = column("A package of its environment.", "torch", "all")
    version: c.Text = column("Its version.", "2.13.0+cpu", "new")
    size_mib: c.Number = column("What its files take.", "754.1", "0.7 GB", unit="MiB")


class Default(Row):
    """Settings whose defaults differ, read from both frameworks, and the value that the benchmark sets in both."""

    key = ("setting",)
    setting: c.Id = column("The setting.", "batchnorm-epsilon", "BN eps")
    tensorflow: c.Text = column("Default of Keras.", "0.001", "small")
    pytorch: c.Text = column("Default of PyTorch.", "1e-05", "small")
    set_to: c.Text = column("What the benchmark sets in both.", "1e-05", "same")


BENCH_TABLES: dict[str, type[Row]] = {
    "environment": Fact,
    "runs": Run,
    "samples": Samples,
    "agreement": Agreement,
    "accuracy": AccuracyPoint,
    "sizes": InstalledSize,
    "defaults": Default,
}
"""Table name → model, in the order in which a reader needs them."""


def file_name(table: str) -> str:
    """The name of a table's file in its environment's folder: samples are compressed."""
    return f"{table}.csv.gz" if table == "samples" else f"{table}.csv"
