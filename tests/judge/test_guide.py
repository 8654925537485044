"""The selection guide's engine and the checks of its tables, on tiny data; then the guide as it is."""

from __future__ import annotations

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.judge import claims, guide
from sitedata.judge.edition import Edition
from sitedata.pages.fragments import Fragments
from sitedata.pages.guide import GuidePages, headline, steps_of
from sitedata.pages.words.facts import Unknown
from sitedata.schema.tables import BECAME
from sitedata.text.problem import BadInput
from tests import tiny
from tests.conftest import ROOT
from tests.tiny import TINY, changed, record

OPTIONS = [
    record("guide_options", id=id, question_id=id.rsplit("-", 1)[0])
    for id in ("task-a", "task-b", "runs-on-phone", "runs-on-server")
]
QUESTIONS = [record("guide_questions", id="task"), record("guide_questions")]
CRITERIA = [
    record("guide_criteria"),
    record("guide_criteria", id="speed", title="Speed", step="speed", weight="little"),
]


def reason(id, when, frameworks, direction="for", strength="clear", criterion="target", **cells):
    plain = {"claims": "one", "verdicts": "holds", "systems": "", "statuses": "", "rows": ""}
    plain |= {"unless": "", "way": "", "fact": ""}
    return record(
        "guide_rules",
        id=id,
        when=when,
        frameworks=frameworks,
        direction=direction,
        strength=strength,
        criterion_id=criterion,
        **(plain | cells),
    )


EVERY = [reason("other-a", "task-b runs-on-server", "keras", "neutral", "", "speed")]


def made(folder, *rules):
    tables = {
        "guide_questions": QUESTIONS,
        "guide_options": OPTIONS,
        "guide_criteria": CRITERIA,
        "guide_rules": [*rules, *EVERY],
    }
    return guide.Guide.of(checked_dataset(tiny.write(folder / "data", **tables)))


A = reason("a", "task-a", "pytorch")


def test_without_an_answer_nobody_comes_first(tmp_path):
    advice = guide.evaluate(made(tmp_path, A, reason("c", "runs-on-phone", "keras")), {})
    assert advice.first == () and not advice.reasons_for["pytorch"]


# --- steps -----------------------------------------------------------------------------------------------------------
MANY = [reason(f"l{number}", "task-a", "keras", strength="strong", criterion="speed") for number in range(9)]


def decision(folder, *rules, **answers):
    nothing = reason("nothing", "runs-on-phone", "keras", "neutral", "")
    return guide.evaluate(made(folder, *rules, nothing), {"task": "a", **answers}).decision


def test_many_small_reasons_of_a_later_step_never_outvote_one_of_an_earlier(tmp_path):
    told = decision(tmp_path, A, *MANY)
    assert told.first == ("pytorch",) and told.left == (("possible", ("pytorch",)),)


def test_a_later_step_decides_what_an_earlier_one_leaves_open(tmp_path):
    both = reason("a", "task-a", "pytorch keras")
    told = decision(tmp_path, both, *MANY)
    assert told.left == (("possible", ("pytorch", "keras")), ("speed", ("keras",))) and told.first == ("keras",)


def test_without_a_maintained_way_a_framework_is_out_whatever_speaks_for_it(tmp_path):
    gone = reason("gone", "task-a", "keras", "against", "slight", way="none")
    told = decision(tmp_path, gone, *MANY)
    assert told.out == ("keras",) and told.first == ("tensorflow", "pytorch")
    assert told.left == (("possible", ("tensorflow", "pytorch")),)


def test_an_experimental_way_comes_second_and_first_where_there_is_no_better(tmp_path):
    young = reason("young", "task-a", "pytorch", strength="strong", way="experimental")
    assert decision(tmp_path / "1", young).first == ("tensorflow", "keras")
    gone = reason("gone", "task-a", "tensorflow keras", "against", "slight", way="none")
    told = decision(tmp_path / "2", young, gone)
    assert (told.first, told.out, told.second) == (("pytorch",), ("tensorflow", "keras"), ("pytorch",))


def test_where_nobody_has_a_way_all_stay(tmp_path):
    gone = reason("gone", "task-a", "tensorflow pytorch keras", "against", "slight", way="none")
    assert decision(tmp_path, gone).first == ("tensorflow", "pytorch", "keras")


@pytest.mark.parametrize(
    ("facts", "first"), [(("", ""), ("pytorch",)), (("f", "f"), ("tensorflow", "pytorch", "keras"))]
)
def test_a_fact_counts_once_however_many_reasons_tell_it(tmp_path, facts, first):
    rules = [
        reason(f"r{number}", "task-a", "pytorch", strength="slight", fact=fact) for number, fact in enumerate(facts)
    ]
    assert decision(tmp_path, *rules).first == first


def test_a_fact_that_counted_in_an_earlier_step_is_not_counted_again(tmp_path):
    rules = [reason("early", "task-a", "pytorch", strength="slight", fact="f"),
             reason("late", "task-a", "pytorch", strength="strong", criterion="speed", fact="f"),
             reason("other", "task-a", "pytorch", strength="slight", criterion="speed")]  # fmt: skip
    assert decision(tmp_path, *rules).first == ("tensorflow", "pytorch", "keras")


def test_a_reason_does_not_count_where_it_says_so(tmp_path):
    rules = (
        reason("a", "task-a", "pytorch", unless="runs-on-phone"),
        reason("c", "runs-on-phone", "keras", "neutral", ""),
    )
    made_of = made(tmp_path, *rules)
    assert guide.evaluate(made_of, {"task": "a"}).first == ("pytorch",)
    assert guide.evaluate(made_of, {"task": "a", "runs-on": "server"}).first == ("pytorch",)
    assert not guide.evaluate(made_of, {"task": "a", "runs-on": "phone"}).reasons_for["pytorch"]


@pytest.mark.parametrize(
    ("strength", "direction", "first"),
    [
        ("slight", "for", ("tensorflow", "pytorch", "keras")),  # 3 × 1: less than one clear reason of normal weight
        ("clear", "for", ("pytorch",)),
        ("clear", "against", ("tensorflow", "keras")),
    ],
)  # fmt: skip
def test_less_than_one_clear_reason_apart_is_a_tie(tmp_path, strength, direction, first):
    rules = (reason("a", "task-a", "pytorch", direction, strength), reason("c", "runs-on-phone", "keras"))
    assert guide.evaluate(made(tmp_path, *rules), {"task": "a"}).first == first


def test_jax_is_named_only_where_something_speaks_for_it(tmp_path):
    rules = (reason("a", "task-a", "jax", strength="slight"), reason("c", "runs-on-phone", "keras", strength="slight"))
    made_of = made(tmp_path, *rules)
    assert guide.evaluate(made_of, {"task": "a"}).first == ("tensorflow", "pytorch", "keras", "jax")
    assert guide.evaluate(made_of, {"runs-on": "phone"}).first == ("tensorflow", "pytorch", "keras")


def test_one_of_the_options_is_enough_or_each_question_must_agree(tmp_path):
    rules = (
        reason("any", "task-a runs-on-phone", "pytorch"),
        reason("all", "task-a task-b runs-on-phone", "keras", match="all"),
    )
    made_of = made(tmp_path, *rules)

    def ids(**answers):
        advice = guide.evaluate(made_of, {name.replace("_", "-"): value for name, value in answers.items()})
        return [rule.id for framework in ("pytorch", "keras") for rule in advice.reasons_for[framework]]

    assert ids(task="a") == ["any"]
    assert ids(task="b") == []
    assert ids(task="b", runs_on="phone") == ["any", "all"]


def test_reasons_come_in_order_of_weight_and_a_weight_of_nothing_silences(tmp_path):
    rules = (
        reason("small", "task-a", "pytorch", strength="strong", criterion="speed"),
        reason("large", "task-a", "pytorch", strength="clear"),
        reason(
            "against",
            "task-a",
            "pytorch",
            "against",
            "slight",
            claims="",
            verdicts="",
            systems="litert",
            statuses="active",
        ),
        reason("c", "runs-on-phone", "keras"),
    )
    made_of = made(tmp_path, *rules)
    advice = guide.evaluate(made_of, {"task": "a"})
    assert [rule.id for rule in advice.reasons_for["pytorch"]] == ["large", "small"]
    assert [rule.id for rule in advice.reasons_against["pytorch"]] == ["against"]
    heavy = guide.evaluate(made_of, {"task": "a"}, {"speed": 3})
    assert [rule.id for rule in heavy.reasons_for["pytorch"]] == ["large", "small"], "a step comes before a weight"
    silent = guide.evaluate(made_of, {"task": "a"}, {"target": 0})
    assert [rule.id for rule in silent.reasons_for["pytorch"]] == ["small"] and not silent.reasons_against["pytorch"]


def test_what_tips_the_balance(tmp_path):
    tips = guide.tips(made(tmp_path, A, reason("c", "runs-on-phone", "keras", strength="strong")), {"task": "a"})
    assert ("task", "b", ("tensorflow", "pytorch", "keras")) in tips.answers
    assert ("runs-on", "phone", ("pytorch", "keras")) in tips.answers
    assert ("target", 0, ("tensorflow", "pytorch", "keras")) in tips.weights
    assert tips.hinges == ["a"]


def test_who_joins_or_leaves_a_tie_is_no_news():
    assert not guide.tipped(("tensorflow", "pytorch"), ("tensorflow", "pytorch", "keras"))
    assert guide.tipped(("tensorflow", "pytorch"), ("pytorch",)) and guide.tipped(("pytorch",), ("pytorch", "keras"))
    assert guide.tipped(("tensorflow", "pytorch"), ("keras", "jax"))


def test_the_headline_is_a_sentence():
    assert headline(("pytorch",)) == "Look first at PyTorch"
    assert headline(("tensorflow", "pytorch", "keras")) == "Either: TensorFlow, PyTorch or Keras 3"
    assert headline(("tensorflow", "pytorch", "keras", "jax")) == "Any of the four"


# --- checks ----------------------------------------------------------------------------------------------------------
RULE = "guide_rules.csv:2: "
ADVICE = record("claims", id="advice", section="#8.A", kind="opinion", verdict="opinion")
WAY = record("guide_ways", systems="litert", probes="", rows="default-execution")
GONE = [row | ({"status": "archived"} if row["id"] == "litert" else {}) for row in TINY["systems"]]
BROKEN = {
    "a way has no part that is gone": (
        {"guide_ways": [WAY], "systems": GONE},
        "guide_ways.csv:2: systems: a part that is gone, got 'litert'",
    ),
    "a reason rests on something": (
        changed("guide_rules", 0, claims="", verdicts="", systems="", statuses=""),
        RULE + "claims: a reason without evidence, got 'phone-litert'",
    ),
    "a reason remembers what it rested on: verdicts": (
        changed("guide_rules", 0, verdicts="holds partly"),
        RULE + "verdicts: not one for each of 1, got 'holds partly'",
    ),
    "a reason remembers what it rested on: statuses": (
        changed("guide_rules", 0, statuses=""),
        RULE + "statuses: not one for each of 1",
    ),
    "a reason points at somebody: nobody": (
        changed("guide_rules", 0, frameworks=""),
        RULE + "frameworks: a reason for nobody",
    ),
    "a reason points at somebody: no strength": (changed("guide_rules", 0, strength=""), RULE + "strength: missing"),
    "a reason points at somebody: neutral": (
        changed("guide_rules", 0, direction="neutral"),
        RULE + "strength: a strength, though it is neutral",
    ),
    "a reason can count: never": (
        changed("guide_rules", 0, unless="runs-on-phone"),
        RULE + "unless: an option in which it counts too, got 'runs-on-phone'",
    ),
    "a reason can count: a way of nothing": (
        changed("guide_rules", 0, direction="neutral", strength="", way="none"),
        RULE + "way: not about what is possible, got 'none'",
    ),
    "a framework is named once": (
        changed("guide_rules", 0, frameworks="keras keras"),
        RULE + "frameworks: the same framework twice, got 'keras keras'",
    ),
    "reasons do not contradict": (
        {"guide_rules": [*TINY["guide_rules"], TINY["guide_rules"][0] | {"id": "again", "direction": "against"}]},
        "guide_rules.csv:4: direction: claim:one system:litert is also for in line 2, got 'against'"
        " — expected one direction for the same evidence, framework, criterion and option",
    ),
    "an option answers its question": (
        {
            "guide_options": [*TINY["guide_options"], record("guide_options", id="phone")],
            "guide_rules": [*TINY["guide_rules"], TINY["guide_rules"][1] | {"id": "third", "when": "phone"}],
        },
        "guide_options.csv:4: id: not an answer to runs-on, got 'phone'",
    ),
    "a question has a choice": (
        {"guide_questions": [*TINY["guide_questions"], record("guide_questions", id="task")]},
        "guide_questions.csv:3: id: nothing to choose from, got 'task'",
    ),
    "an option leads somewhere": (
        {"guide_options": [*TINY["guide_options"], record("guide_options", id="runs-on-tpu")]},
        "guide_options.csv:4: id: touches nothing, got 'runs-on-tpu'",
    ),
    "a criterion is used": (
        {"guide_criteria": CRITERIA},
        "guide_criteria.csv:3: id: no reason is about it, got 'speed'",
    ),
    "advice became something: nothing": (
        {"claims": [*TINY["claims"], ADVICE]},
        "claims.csv:5: id: nothing says what became of it, got 'advice'",
    ),
    "advice became something: no advice": (
        {"guide_advice": [record("guide_advice", claim_id="one")]},
        "claims.csv:2: id: not a piece of advice, got 'one'",
    ),
    "an example answers once": (
        changed("guide_examples", 0, options="runs-on-phone runs-on-server"),
        "guide_examples.csv:2: options: two answers to one question",
    ),
    "unknown claim": (changed("guide_rules", 0, claims="won"), RULE + "claims: unknown id, got 'won'"),
    "unknown system": (changed("guide_rules", 0, systems="litert-x"), RULE + "systems: unknown id, got 'litert-x'"),
    "unknown row": (changed("guide_rules", 0, rows="no-row"), RULE + "rows: unknown id, got 'no-row'"),
    "unknown option": (changed("guide_rules", 0, when="runs-on-phon"), RULE + "when: unknown id, got 'runs-on-phon'"),
    "unknown framework": (
        changed("guide_rules", 0, frameworks="keras torch"),
        RULE + "frameworks: not an allowed value: 'torch', got 'keras torch'",
    ),
}


@pytest.mark.parametrize(("tables", "message"), BROKEN.values(), ids=BROKEN)
def test_what_does_not_fit_is_refused_with_its_line(tmp_path, tables, message):
    with pytest.raises(BadInput) as refused:
        checked_dataset(tiny.write(tmp_path / "data", **tables))
    assert f"data/{message}" in str(refused.value)


def test_the_same_evidence_may_speak_both_ways_in_another_situation(tmp_path):
    other = TINY["guide_rules"][0] | {"id": "again", "direction": "against", "when": "runs-on-server"}
    checked_dataset(tiny.write(tmp_path / "data", guide_rules=[*TINY["guide_rules"], other]))


def test_what_we_do_not_know_may_rest_on_nothing(tmp_path):
    unknown = TINY["guide_rules"][0] | {
        "direction": "unknown",
        "strength": "",
        "claims": "",
        "verdicts": "",
        "systems": "",
        "statuses": "",
    }
    checked_dataset(tiny.write(tmp_path / "data", guide_rules=[unknown, TINY["guide_rules"][1]]))


# --- flags -----------------------------------------------------------------------------------------------------------
LATER = record("comparison", framework="tensorflow", empty_because="", source_ids="s", checked_on="2026-11-23")
FLAGGED = {
    "verdict": (changed("guide_rules", 0, verdicts="contradicted"), "verdicts: one is now holds, got 'contradicted'"),
    "status": (changed("guide_rules", 0, statuses="dormant"), "statuses: litert is now active, got 'dormant'"),
    "row": (
        changed("guide_rules", 0, rows="default-execution", checked_on="2026-11-22")
        | {"comparison": [LATER, *TINY["comparison"][1:]]},
        "rows: default-execution was compared with its sources again on 2026-11-23, got '2026-11-22'",
    ),
}


@pytest.mark.parametrize(("tables", "message"), FLAGGED.values(), ids=FLAGGED)
def test_a_reason_whose_evidence_changed_is_flagged_and_marked(tmp_path, tables, message):
    data = checked_dataset(tiny.write(tmp_path / "data", **tables))
    judged = claims.judge(data)
    (lines,) = guide.flags(data, judged).values()
    assert str(lines[0]).startswith(f"data/guide_rules.csv:2: {message} — expected rule phone-litert to be read again")
    shown = GuidePages(Fragments(Edition(data))).table("../")
    assert shown.count('class="stale"') == 1 and "to be read again" in shown


def test_the_build_prints_a_flag_and_goes_on(working_tree, command_line):
    path = working_tree / "data" / "guide_rules.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace(",eco-torchvision,holds,", ",eco-torchvision,partly,", 1),
        encoding="utf-8",
    )
    done = command_line(working_tree, "check")
    assert done.returncode == 0, done.stderr
    *flagged, last = done.stdout.splitlines()
    assert any(
        line.startswith(
            "to be read again: data/guide_rules.csv:2: verdicts: eco-torchvision is now holds, got 'partly'"
        )
        for line in flagged
    )
    assert last.endswith("no problem found")


# --- the guide as it is ----------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def data():
    return checked_dataset(ROOT / "data")


def test_the_ten_pieces_of_advice_became_something(data):
    rows = data.rows("guide_advice")
    assert len(rows) == 10 and {row.became for row in rows} <= set(BECAME)
    assert [row.framework for row in rows] == ["tensorflow"] * 5 + ["pytorch"] * 5


def test_unknown_advice_on_a_page_is_named(data):
    with pytest.raises(Unknown, match=r"unknown piece of advice 'guide-tf-scal'.*did you mean 'guide-tf-scale'"):
        GuidePages(Fragments(Edition(data))).advice("guide-tf-scal")


SITUATIONS = {
    "an open language model, served": ("task-language runs-on-server models-transformers", ("pytorch",)),
    "plants on a phone": ("task-vision runs-on-phone code-none", ("pytorch", "keras")),
    "a keyword on a microcontroller": ("task-audio runs-on-microcontroller", ("tensorflow", "keras")),
    "a lab with diffusion models": ("task-generation team-pytorch", ("pytorch",)),
    "old code with Estimators": ("code-tf1 runs-on-server must-serving", ("tensorflow",)),
    "vision in a browser": ("task-vision runs-on-browser", ("tensorflow", "pytorch", "keras")),
    "a model of Hugging Face in a browser": ("models-transformers runs-on-browser", ("pytorch",)),
    "a language model trained on TPUs": ("task-language runs-on-tpu must-many-machines models-none", ("jax",)),
    "a beginner with a GPU on Windows": ("team-new must-windows code-none", ("pytorch",)),
}
"""The nine situations in which readers tried the guide, with what somebody experienced would say of the framework."""


@pytest.mark.parametrize(("options", "first"), SITUATIONS.values(), ids=SITUATIONS)
def test_the_guide_says_what_somebody_experienced_would(data, options, first):
    made_of = guide.Guide.of(data)
    assert guide.evaluate(made_of, dict(made_of.where[id] for id in options.split())).first == first


def test_the_steps_are_told_in_words(data):
    made_of = guide.Guide.of(data)
    told = steps_of(guide.evaluate(made_of, {"task": "language", "runs-on": "tpu"}))
    assert [bold for bold, _ in told] == ["TensorFlow is out", "PyTorch comes second", "What can reach it"]
    assert told[0][1].startswith("The package that drives TPUs ends") and told[2][1] == "Keras 3, JAX stay"


def test_every_framework_can_come_first_alone(data):
    made_of = guide.Guide.of(data)
    single = {
        guide.evaluate(made_of, {question: value}).first
        for question, values in made_of.questions.items()
        for value in values
    }
    assert {("tensorflow",), ("pytorch",), ("keras",), ("jax",)} <= single


# --- the way there ----------------------------------------------------------------------------------------------------
def test_the_ways_of_an_answer_lead_from_its_frameworks_to_its_target(data):
    made_of = guide.Guide.of(data)

    def ways(**answers):
        given = {name.replace("_", "-"): value for name, value in answers.items()}
        return [way.id for way in guide.evaluate(made_of, given).ways]

    phone = ["phone-executorch", "phone-litert", "phone-litert-torch"]
    assert ways(runs_on="phone", task="vision", code="none") == phone
    assert ways(runs_on="browser", models="transformers") == ["browser-onnx", "browser-transformers"]
    assert ways(runs_on="microcontroller") == ["microcontroller-tflite"], "PyTorch comes second there"
    assert ways(task="language") == [], "where it must run is open"


def test_each_target_has_a_maintained_way(data):
    made_of = guide.Guide.of(data)
    reached = {value for way in made_of.ways if way.maturity == "maintained" for question, values in
               made_of.ways_when[way.id] if question == "runs-on" for value in values}  # fmt: skip
    assert {*made_of.questions["runs-on"]} - reached == {"google-cloud"}, "a cloud is no runtime"


def test_an_experimental_way_may_have_a_part_that_is_gone(tmp_path):
    checked_dataset(tiny.write(tmp_path / "data", guide_ways=[WAY | {"maturity": "experimental"}], systems=GONE))


def test_a_way_shows_its_parts_with_their_newest_releases_and_what_was_run(data):
    shown = GuidePages(Fragments(Edition(data))).ways("../")
    row = shown[shown.index('<tr id="way-phone-litert"') :]
    row = row[: row.index("</tr>")]
    release = data.newest_release(data.systems["litert"].package)
    ran = data.by_id("probes")["tf-lite"]
    assert f"LiteRT: active, {release.version} of " in row
    assert f"exported by our script with {ran.versions.split(',')[0]}: {ran.finding}" in row
    assert "documented, not run by us" not in row
