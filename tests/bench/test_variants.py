"""What variants set, where they change nothing, and that both divisions are there for every model."""

import pytest

from bench.libraries import question
from bench.variants import VARIABLES
from sitedata.schema.environments import VARIANTS
from sitedata.schema.protocol import matrix
from sitedata.schema.protocol.applicable import applicable, no_effect
from sitedata.schema.protocol.contestant import CAUSE_ROUNDS, CAUSES, OF_LIBRARIES, Contestant
from sitedata.schema.protocol.divisions import DIVISIONS, columns, compile_scope
from sitedata.schema.protocol.modes import MODES
from sitedata.schema.protocol.rounds import FEWEST_VALUES
from sitedata.schema.protocol.workloads import CLASSIC, WORKLOADS

MKL = "Intel(R) oneAPI Math Kernel Library Version 2024.2"
WIDE = {
    "machine": {"cpu-flags": "avx2 avx512f", "cores": "4", "physical-cores": "2"},
    "tensorflow": {"onednn": "on"},
    "pytorch": {"build": MKL},
}
NARROW = {
    "machine": {"cpu-flags": "avx2", "cores": "2", "physical-cores": "2"},
    "tensorflow": {"onednn": "off"},
    "pytorch": {"build": "OpenBLAS"},
}
HERE = {  # variant → does it measure something of its own on the two?
    "onednn-on": (False, True),
    "onednn-off": (True, False),
    "isa-capped": (True, False),
    "physical-cores": (True, False),
    "mkl-generic": (True, False),
    "tuned": (True, True),
    "plain": (True, True),
}


@pytest.mark.parametrize("variant", HERE)
def test_a_variant_that_changes_nothing_here_is_left_out_with_its_reason(variant):
    one = Contestant("resnet20", "pytorch", "eager", variant=variant)
    for known, measured in zip((WIDE, NARROW), HERE[variant], strict=True):
        kept, reasons = applicable([one], known)
        assert (kept == [one], variant in reasons) == (measured, not measured)
        assert bool(no_effect(one, known)) == (not measured)


@pytest.mark.parametrize(
    ("flags", "device", "measured"),
    [
        pytest.param("avx512f avx512_bf16", "cpu", True, id="a processor that multiplies 16 bits"),
        pytest.param("avx2 avx512f", "cpu", False, id="one that does not"),
        pytest.param("avx2", "cuda", True, id="a GPU beside one that does not"),
    ],
)
def test_sixteen_bits_are_measured_where_they_are_multiplied(flags, device, measured):
    one = Contestant("resnet50", "pytorch", "eager", device=device, precision="bfloat16")
    kept, reasons = applicable([one], {"machine": {"cpu-flags": flags}})
    assert (kept == [one], "bfloat16" in reasons) == (measured, not measured)


def test_what_is_not_known_is_measured():
    kept, reasons = applicable([Contestant("mlp", "tensorflow", "tf.function", variant="onednn-on")], {})
    assert kept and not reasons


def test_every_variant_is_measured_in_the_full_sweep_and_what_sets_variables_is_a_variant():
    everything = matrix.full_matrix() + matrix.modern_matrix()
    everything += matrix.of_gpus(matrix.on_cuda(everything))
    assert {contestant.variant for contestant in everything} == set(VARIANTS)
    assert VARIABLES.keys() <= set(VARIANTS)


@pytest.mark.parametrize("workload", WORKLOADS)
def test_both_divisions_of_every_model_are_in_the_sweep_of_causes_or_of_larger_models(workload):
    contestants = matrix.causes_matrix() + matrix.modern_matrix()
    for name in DIVISIONS:
        both = matrix.division(workload, name)
        assert [one.framework for one in both] == ["tensorflow", "pytorch"] and set(both) <= set(contestants)
        assert all(one.mode in MODES[one.framework] for one in both)
    written, tuned = (matrix.division(workload, name) for name in DIVISIONS)
    assert {one.variant for one in written} == {"plain"} and {one.variant for one in tuned} == {"tuned"}


@pytest.mark.parametrize("workload", WORKLOADS)
def test_a_tuned_step_is_compiled_whole_on_both_sides(workload):
    for framework in ("tensorflow", "pytorch"):
        chosen = columns(workload, framework, "tuned")
        assert compile_scope(chosen["mode"], chosen["variant"]) == "step"


SCOPES = {
    ("eager", "plain"): "nothing",
    ("torch.compile", "plain"): "model",
    ("torch.compile", "whole-step"): "step",
    ("torch.compile", "tuned"): "step",
    ("tf.function", "plain"): "step",
    ("xla", "plain"): "step",
}


@pytest.mark.parametrize(("way", "scope"), SCOPES.items())
def test_what_a_compiler_sees(way, scope):
    assert compile_scope(*way) == scope


@pytest.mark.parametrize("make", [matrix.default_matrix, matrix.causes_matrix, matrix.full_matrix])
def test_every_convolutional_model_is_measured_with_its_channels_last(make):
    images = {id for id in CLASSIC if WORKLOADS[id].is_image}
    found = {one.workload for one in make() if one.layout == "channels-last" and one.variant == "plain"}
    assert found == images


def test_what_explains_a_ratio_takes_part_in_enough_rounds_for_an_interval():
    assert FEWEST_VALUES < CAUSE_ROUNDS < matrix.ROUNDS
    for contestant in matrix.causes_matrix():
        assert contestant.rounds == (CAUSE_ROUNDS if contestant.variant in CAUSES else None)


def test_the_estimate_knows_which_variants_ask_the_libraries_anew():
    for variant, variables in VARIABLES.items():
        anew = question("pytorch", "eager", variables) != question("pytorch", "eager", {})
        assert anew == (variant in OF_LIBRARIES)
