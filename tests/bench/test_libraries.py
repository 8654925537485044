"""What math libraries print about themselves becomes columns of a run; timed processes print nothing."""

import os
import subprocess
import sys

import pytest

from bench import libraries
from bench.processes import SCRIPTS
from sitedata.schema.environments import Run

INFO = "onednn_verbose,v1,info,oneDNN v3.7.3 (commit N/A)\nonednn_verbose,v1,info,cpu,isa:Intel AVX2\n"
RAN = "onednn_verbose,v1,primitive,exec,cpu,{},{},undef,src:f32,,,8x16,1.5\n"
MKL = (
    "MKL_VERBOSE oneMKL 2024.0 Update 2 Product build 20240605 for Intel(R) 64 architecture {}, Lnx 2.45GHz lp64\n"
    "MKL_VERBOSE SGEMM(N,N,256,256,256,0x7ffe,0x55b3,256) 71.95ms CNR:{} Dyn:1 FastMM:1 TID:0  NThr:2\n"
)
SAID = {
    "oneDNN off: its matrix product inside Eigen": (
        (INFO + RAN.format("gemm_api", ""), RAN.format("gemm_api", "")),
        {"onednn_isa": "Intel AVX2", "convolution_path": "gemm_api", "blas": "oneDNN v3.7.3", "blas_path": "gemm_api"},
    ),
    "oneDNN on": (
        (
            INFO + RAN.format("reorder", "jit:uni") + RAN.format("convolution", "brg_conv_fwd:avx2"),
            RAN.format("matmul", "brg_matmul:avx2"),
        ),
        {
            "onednn_isa": "Intel AVX2",
            "convolution_path": "brg_conv_fwd:avx2",
            "blas": "oneDNN v3.7.3",
            "blas_path": "brg_matmul:avx2",
        },
    ),
    "MKL on a processor that it does not know": (
        (INFO + RAN.format("convolution", "jit:avx2"), MKL.format("Intel(R) Architecture processors", "OFF")),
        {
            "onednn_isa": "Intel AVX2",
            "convolution_path": "jit:avx2",
            "blas": "oneMKL 2024.0 Update 2",
            "blas_path": "Intel(R) Architecture processors, CNR:OFF",
        },
    ),
    "MKL told to be generic": (
        ("", MKL.format("Intel(R) Architecture processors", "COMPATIBLE")),
        {"blas": "oneMKL 2024.0 Update 2", "blas_path": "Intel(R) Architecture processors, CNR:COMPATIBLE"},
    ),
    "nothing printed": (("", ""), {}),
}


@pytest.mark.parametrize(("printed", "columns"), SAID.values(), ids=SAID)
def test_what_libraries_print_is_read(printed, columns):
    assert libraries.read(*printed) == columns
    assert columns.keys() <= set(Run.later)


def test_runs_with_equal_settings_are_asked_once():
    plain = {"PATH": "/bin", "OMP_NUM_THREADS": "1"}
    assert libraries.question("pytorch", "eager", plain) == libraries.question("pytorch", "torch.compile", {})
    assert libraries.question("tensorflow", "xla", {}) != libraries.question("tensorflow", "tf.function", {})
    for name in ("TF_ENABLE_ONEDNN_OPTS", "ONEDNN_MAX_CPU_ISA", "MKL_CBWR", "ATEN_CPU_CAPABILITY", "XLA_FLAGS"):
        assert libraries.question("pytorch", "eager", {name: "1"}) != libraries.question("pytorch", "eager", {})


def test_what_a_library_prints_past_python_is_caught():
    code = (
        "import os\nfrom bench.libraries import printed_by\n"
        "caught = printed_by(lambda: os.write(1, b'from a library'))\nprint('caught:', caught)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(SCRIPTS)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "caught: from a library\n"
