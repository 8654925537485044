"""What a measurement of deployment says, of times that a test gives."""

import pytest

from sitedata.check.deployments import check
from sitedata.judge import deployments as judge
from sitedata.load import sweeps
from sitedata.load.deployments import Deployment
from sitedata.schema.measured import DEPLOYMENTS, MEASURED
from tests import tiny_deployment

TIMES = {
    ("pytorch-eager", "mlp"): 4.0, ("pytorch-eager", "resnet20"): 8.0, ("pytorch-onnx", "mlp"): 1.0,
    ("pytorch-onnx", "resnet20"): 8.0, ("pytorch-openvino", "mlp"): 2.0, ("pytorch-openvino", "resnet20"): 8.0,
    ("tensorflow-savedmodel", "mlp"): 3.0, ("tensorflow-litert", "mlp"): 0.5,
}  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def of(rows):
        sweeps.forget()
        found, problems = sweeps.load_sweeps(
            tiny_deployment.write(tmp_path, rows), Deployment, *MEASURED[DEPLOYMENTS][:2]
        )
        assert problems == []
        return found[tiny_deployment.ID]

    return of


def test_a_measurement_is_read_and_breaks_no_rule(read):
    deployment = read(tiny_deployment.made(TIMES))
    assert check(deployment) == []
    assert judge.shown({"a": deployment}) is deployment
    assert judge.last_day(deployment) == "2026-11-27"


def test_a_request_is_the_median_of_the_processes_medians(read):
    point = judge.points(read(tiny_deployment.made(TIMES)))["pytorch-onnx", "mlp"]
    assert (point.ms, point.processes, point.requests) == (1.0, 7, 21)
    assert point.p99 == pytest.approx(1.001)
    assert point.interval.coverage > 0.95


def test_ways_are_compared_over_the_models_that_all_answer(read):
    deployment = read(tiny_deployment.made(TIMES))
    assert judge.common_models(judge.points(deployment)) == ["mlp"]
    found = judge.relative(deployment)
    assert found["tensorflow-litert"].times == pytest.approx(1.0)
    assert found["pytorch-eager"].interval == pytest.approx((8.0, 8.0, 0.984375))


def test_the_finding_names_the_fastest_way_of_each_framework(read):
    of = judge.points(read(tiny_deployment.made(TIMES)))
    assert judge.best_beside(of, "pytorch") == ("pytorch-onnx", pytest.approx(4.0))
    assert judge.finding(of) == (
        "ONNX Runtime answers 4 times as fast as eager PyTorch, LiteRT 6 times as fast as TensorFlow's SavedModel"
    )


def test_a_slower_way_is_no_finding(read):
    of = judge.points(read(tiny_deployment.made({("pytorch-eager", "mlp"): 1.0, ("pytorch-onnx", "mlp"): 2.0})))
    assert judge.best_beside(of, "pytorch") is None
    assert judge.finding(of) == ""


def test_pages_are_compared_with_pages_and_with_their_runtime_outside(read):
    pages = {("pytorch-onnx-chromium", "mlp"): 3.0, ("pytorch-onnx-firefox", "mlp"): 6.0,
             ("tensorflow-litert-chromium", "mlp"): 1.0}  # fmt: skip
    deployment = read(tiny_deployment.made(TIMES | pages))
    of = judge.points(deployment)
    assert set(judge.answered(of, "browser")) == set(pages)
    assert judge.common_models(judge.answered(of)) == ["mlp"]
    times = {way: one.times for way, one in judge.relative(deployment, "browser").items()}
    assert times == pytest.approx({
        "pytorch-onnx-chromium": 3.0, "tensorflow-litert-chromium": 1.0, "pytorch-onnx-firefox": 6.0,
    })  # fmt: skip
    assert judge.relative(deployment)["tensorflow-litert"].times == 1.0
    assert judge.slower_in_browsers(of, "ONNX Runtime Web") == pytest.approx((3.0, 3.0))
    assert judge.slower_in_browsers(of, "LiteRT.js", "firefox") is None
    assert judge.finding_in_browsers(of) == (
        "What a page costs: in Chromium LiteRT.js takes 2.0 times and ONNX Runtime Web takes 3.0 times as long "
        "as outside, by model"
    )
    assert judge.finding_in_browsers(judge.answered(of)) == ""


def test_8_bit_integers_are_compared_with_the_same_way_in_float32(read):
    rows = tiny_deployment.made(TIMES | {("pytorch-onnx-int8", "mlp"): 0.5, ("pytorch-litert-int8", "mlp"): 0.5})
    for row in rows["models"][-2:]:
        row |= {"accuracy": 0.94, "float_accuracy": 0.96, "file_mib": 0.5}
    (one,) = judge.rounded(read(rows))
    assert (one.way, one.model, one.times_as_fast, one.times_as_small) == ("pytorch-onnx-int8", "mlp", 2.0, 3.0)
    assert one.lost == pytest.approx(2.0) and one.decided


def test_a_server_is_compared_with_its_runtime_alone(read):
    rows = tiny_deployment.made(TIMES | {("pytorch-onnx-ray", "mlp"): 3.5, ("pytorch-onnx-asgi", "bert-mini"): 9.0})
    for number, run in enumerate(row for row in rows["runs"] if row["way"] == "pytorch-onnx-ray"):
        run |= {"requests_per_s": 400.0 + number, "client_cores": 0.3}
    (one,) = judge.served(read(rows))
    assert (one.point.way, one.point.ms, one.alone.ms, one.per_s, one.client_cores) == (
        "pytorch-onnx-ray", 3.5, 1.0, 403.0, 0.3,
    )  # fmt: skip
    assert one.per_s_interval.low == 400.0 and one.start_s == pytest.approx(0.106)
    assert one.last_ms == pytest.approx(3.5, abs=0.01) and not one.warming


def test_a_server_that_was_not_warm_is_found(read):
    rows = tiny_deployment.made(TIMES | {("pytorch-onnx-torchserve", "mlp"): 3.5})
    slow_first = [5000, 4800, 4000, 3000, 2000, 1600, 1500, 1400]
    for run in rows["runs"][-7:]:
        run |= {"requests_per_s": 400.0, "client_cores": 0.3}
    for times in rows["calls"][-7:]:
        times["call_time_us"] = " ".join(map(str, slow_first))
    (one,) = judge.served(read(rows))
    assert (one.point.ms, one.last_ms, one.warming) == (2.5, 1.45, True)


def test_a_page_that_ran_once_says_nothing_about_all(read):
    rows = tiny_deployment.made(TIMES | {("pytorch-onnx-chromium", "mlp"): 3.0})
    rows["runs"], rows["calls"] = rows["runs"][:-6], rows["calls"][:-6]
    assert judge.slower_in_browsers(judge.points(read(rows)), "ONNX Runtime Web") is None


def test_what_fails_and_what_was_disturbed_does_not_count(read):
    rows = tiny_deployment.made(TIMES)
    for row in rows["models"]:
        if (row["way"], row["model"]) == ("pytorch-onnx", "mlp"):
            row |= {"outcome": "fails", "finding": "it answers something else: 200 ppm apart"}
    for run in rows["runs"]:
        if run["way"] == "pytorch-eager" and run["round"] > 2:
            run |= {"status": "flagged", "reason": "others used 0.42 cores, limit 0.10"}
    deployment = read(rows)
    assert check(deployment) == []
    of = judge.points(deployment)
    assert ("pytorch-onnx", "mlp") not in of
    assert of["pytorch-eager", "mlp"].processes == 2


def test_what_only_a_gpu_needs_is_not_shipped(read):
    rows = tiny_deployment.made(TIMES)
    rows["ways"][0] |= {"installed_mib": 4000.0, "for_gpus_mib": 3500.0}
    rows["ways"][1] |= {"installed_mib": None}
    deployment = read(rows)
    assert judge.shipped_mib(deployment, "pytorch-eager") == 500
    assert judge.shipped_mib(deployment, "pytorch-onnx") is None


def changed(table, number=0, **cells):
    rows = tiny_deployment.made(TIMES)
    rows[table][number] |= cells
    return rows


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (changed("calls", run_id="no-such-run"), "unknown id"),
        (changed("runs", model="lstm"), "never exported"),
        (changed("models", way="jax-export"), "no such way"),
        (changed("runs", status="failed"), "failed without a reason"),
        (changed("models", outcome="fails"), "fails without a finding"),
        (changed("machine", fact="hostname"), "a personal fact"),
        (changed("models", outcome="fails", finding="not in /home/somebody/x"), "the path of a home folder"),
    ],
)  # fmt: skip
def test_a_rule_that_is_broken_is_told(read, rows, said):
    assert said in {problem.problem for problem in check(read(rows))}
