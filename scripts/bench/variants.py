"""What a variant sets: environment variables of its runs."""

from __future__ import annotations

# bytes: keep freed memory in the process
ALLOCATOR = "glibc.malloc.mmap_threshold=1073741824:glibc.malloc.trim_threshold=4294967296"
VARIABLES: dict[str, dict[str, str]] = {
    "allocator": {"GLIBC_TUNABLES": ALLOCATOR},
    "onednn-off": {"TF_ENABLE_ONEDNN_OPTS": "0"},
    "onednn-on": {"TF_ENABLE_ONEDNN_OPTS": "1"},
    "isa-capped": {
        "ONEDNN_MAX_CPU_ISA": "AVX2",  # of oneDNN in both
        "ATEN_CPU_CAPABILITY": "avx2",  # PyTorch's own kernels
        "MKL_ENABLE_INSTRUCTIONS": "AVX2",  # works on Intel's processors; on others MKL decides alone
        "XLA_FLAGS": "--xla_cpu_max_isa=AVX2",
    },
    "mkl-generic": {"MKL_CBWR": "COMPATIBLE"},  # works on any processor; MKL_VERBOSE then says CNR:COMPATIBLE
    "autotune-off": {"TF_CUDNN_USE_AUTOTUNE": "0"},  # without it TensorFlow tries what cuDNN has and keeps the fastest
    "memory-growth": {"TF_FORCE_GPU_ALLOW_GROWTH": "true"},
    "tuned": {"GLIBC_TUNABLES": ALLOCATOR, "TF_ENABLE_ONEDNN_OPTS": "1"},
}
"""Variant → the environment variables of its runs.

Sources: https://uxlfoundation.github.io/oneDNN/dev_guide_cpu_dispatcher_control.html, Intel's developer guide for
oneMKL on conditional numerical reproducibility and on instruction set dispatching, TensorFlow's
``core/util/use_cudnn.cc`` and https://www.tensorflow.org/guide/gpu#limiting_gpu_memory_growth.
"""
