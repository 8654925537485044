"""The selection guide's engine and the checks of its tables, on tiny data; then the guide as it is."""

from __future__ import annotations

import itertools

import pytest
from markupsafe import escape

from sitedata.check.dataset import checked_dataset
from sitedata.judge import claims, guide
from sitedata.judge.edition import Edition
from sitedata.pages.fragments import Fragments
from sitedata.pages.guide import GuidePages, headline
from sitedata.schema.tables import BECAME, FRAMEWORKS
from sitedata.text.problem import BadInput
from tests import tiny
from tests.conftest import ROOT
from tests.tiny import TINY, changed, record

IDS = ("task-a", "task-b", "runs-on-phone", "runs-on-server", "code-a", "code-b")
OPTIONS = [record("guide_options", id=id, question_id=id.rsplit("-", 1)[0], formerly="") for id in IDS]
QUESTIONS = [
    record("guide_questions", id="task", several="no"),
    record("guide_questions", several="yes"),
    record("guide_questions", id="code", several="no"),
]
CRITERIA = [
    record("guide_criteria"),
    record("guide_criteria", id="code", title="What you have", step="given", weight="much"),
    record("guide_criteria", id="speed", title="Speed", step="speed", weight="little"),
]


def reason(id, when, frameworks, direction="for", strength="clear", criterion="working", **cells):
    plain = {"claims": "one", "verdicts": "holds", "systems": "", "statuses": "", "rows": "", "source_ids": ""}
    plain |= {"unless": "", "fact": ""}
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


def route(id, targets, frameworks, maturity="maintained", **cells):
    plain = {"when": "", "unless": "", "why": "" if maturity == "maintained" else "Because.", "packages": "",
             "systems": "litert", "statuses": "active", "probes": "", "rows": "", "source_ids": ""}  # fmt: skip
    return record("routes", id=id, targets=targets, frameworks=frameworks, maturity=maturity, **(plain | cells))


def every(*rules):
    """What each option needs to be of use, and each criterion."""
    named = {id for rule in rules for id in rule["when"].split()}
    unused = " ".join(id for id in IDS if id not in named) or IDS[-1]
    return [reason("other-a", unused, "keras", "neutral", "", criterion) for criterion in ("working", "code", "speed")]


def made(folder, *rows):
    """A guide of these rules and routes."""
    rules, routes = ([row for row in rows if ("targets" in row) == is_route] for is_route in (False, True))
    others = [row | {"id": f"other-{number}"} for number, row in enumerate(every(*rules))]
    tables = {
        "guide_questions": QUESTIONS,
        "guide_options": OPTIONS,
        "guide_criteria": CRITERIA,
        "guide_rules": [*rules, *others],
        "routes": routes,
    }
    return guide.Guide.of(checked_dataset(tiny.write(folder / "data", **tables)))


A = reason("a", "task-a", "pytorch")


def test_without_an_answer_nobody_comes_first(tmp_path):
    advice = guide.evaluate(made(tmp_path, A, reason("c", "runs-on-phone", "keras")), [])
    assert advice.first == () and not advice.reasons_for["pytorch"] and not advice.decision.steps


# --- steps -----------------------------------------------------------------------------------------------------------
MANY = [reason(f"l{number}", "task-a", "keras", strength="strong", criterion="speed") for number in range(9)]


def decision(folder, *rows, given=("task-a",)):
    return guide.evaluate(made(folder, *rows), given).decision


def how(told):
    return {step.id: (step.how, step.who) for step in told.steps if step.how != "silent"}


def test_many_small_reasons_of_a_later_step_never_outvote_one_of_an_earlier(tmp_path):
    told = decision(tmp_path, A, *MANY)
    assert told.first == ("pytorch",)
    assert how(told) == {"people": ("decides", ("pytorch",)), "speed": ("disagrees", ("keras",))}


def test_a_later_step_decides_what_an_earlier_one_leaves_open(tmp_path):
    both = reason("a", "task-a", "pytorch keras")
    told = decision(tmp_path, both, *MANY)
    assert how(told) == {"people": ("narrows", ("pytorch", "keras")), "speed": ("decides", ("keras",))}
    assert told.first == ("keras",)


def test_a_step_that_says_the_same_agrees_and_one_that_parts_nobody_is_open(tmp_path):
    same = reason("late", "task-a", "pytorch", strength="strong", criterion="speed", claims="", verdicts="",
                  systems="litert", statuses="active")  # fmt: skip
    more = same | {"id": "later", "claims": "two", "verdicts": "unclear", "systems": "", "statuses": ""}
    assert how(decision(tmp_path / "1", A, same, more))["speed"] == ("agrees", ("pytorch",))
    assert how(decision(tmp_path / "2", A, same))["speed"] == ("open", ("pytorch",)), "3 is less than the margin"


# --- what is possible ------------------------------------------------------------------------------------------------
def phone(maturity, frameworks, **cells):
    return route(f"{maturity}-{frameworks.replace(' ', '-')}", "runs-on-phone", frameworks, maturity, **cells)


def test_without_a_maintained_route_a_framework_is_out_whatever_speaks_for_it(tmp_path):
    rows = (phone("none", "keras"), phone("maintained", "tensorflow pytorch"), phone("none", "jax"))
    told = decision(tmp_path, *rows, *MANY, given=("runs-on-phone", "task-a"))
    assert told.out == ("keras",) and told.first == ("tensorflow", "pytorch")
    assert [route.id for route in told.held["keras"]] == ["none-keras"]
    assert how(told)["possible"] == ("decides", ("tensorflow", "pytorch"))


def test_of_several_routes_to_one_target_the_best_counts(tmp_path):
    rows = (phone("none", "keras"), phone("maintained", "tensorflow pytorch keras jax"))
    assert decision(tmp_path, *rows, given=("runs-on-phone",)).first == ("tensorflow", "pytorch", "keras")


def test_of_several_targets_the_worst_counts(tmp_path):
    rows = (
        phone("maintained", "tensorflow pytorch keras jax"),
        route("server", "runs-on-server", "pytorch"),
        route("server-none", "runs-on-server", "tensorflow", "none"),
        route("server-young", "runs-on-server", "keras jax", "experimental"),
    )
    assert decision(tmp_path / "1", *rows, given=("runs-on-phone",)).first == ("tensorflow", "pytorch", "keras")
    told = decision(tmp_path / "2", *rows, given=("runs-on-phone", "runs-on-server"))
    assert (told.first, told.out, told.second) == (("pytorch",), ("tensorflow",), ("keras",))


def test_an_experimental_route_comes_second_and_first_where_there_is_no_better(tmp_path):
    young = phone("experimental", "pytorch")
    kept = phone("maintained", "tensorflow keras jax")
    told = decision(tmp_path / "1", young, kept, given=("runs-on-phone",))
    assert (told.first, told.second) == (("tensorflow", "keras"), ("pytorch",))
    gone = phone("none", "tensorflow keras jax")
    told = decision(tmp_path / "2", young, gone, given=("runs-on-phone",))
    assert (told.first, told.out, told.second) == (("pytorch",), ("tensorflow", "keras"), ())


def test_code_that_is_there_is_tried_on_an_experimental_route_before_it_is_rewritten(tmp_path):
    there = reason("stays", "code-a", "jax", strength="strong", criterion="code")
    other = reason("others", "code-b", "jax", strength="strong")
    rows = (phone("experimental", "jax"), phone("maintained", "tensorflow pytorch keras"), there, other)
    made_of = made(tmp_path / "1", *rows)
    told = guide.evaluate(made_of, ["runs-on-phone", "code-a"]).decision
    assert (told.first, told.tried, told.second) == (("jax",), ("jax",), ())
    assert [route.id for route in told.held["jax"]] == ["experimental-jax"], "and it is said"
    told = guide.evaluate(made_of, ["runs-on-phone", "code-b"]).decision
    assert (told.first, told.tried, told.second) == (("tensorflow", "pytorch", "keras"), (), ("jax",))
    gone = (phone("none", "jax"), phone("maintained", "tensorflow pytorch keras"), there, other)
    assert "jax" in guide.evaluate(made(tmp_path / "2", *gone), ["runs-on-phone", "code-a"]).decision.out


def test_what_to_do_before_any_framework_is_told_and_counts_for_nobody(tmp_path):
    answer = guide.evaluate(made(tmp_path, reason("trees", "task-a", "", "before", "")), ["task-a"])
    assert [rule.id for rule in answer.before] == ["trees"] and answer.first == ("tensorflow", "pytorch", "keras")


def test_where_nobody_has_a_route_all_stay(tmp_path):
    told = decision(tmp_path, phone("none", "tensorflow pytorch keras jax"), given=("runs-on-phone",))
    assert told.first == ("tensorflow", "pytorch", "keras") and told.out == ()


def test_a_route_leads_only_where_its_conditions_are_met(tmp_path):
    rows = (
        phone("maintained", "tensorflow pytorch keras jax", unless="task-a"),
        route("only", "runs-on-phone", "pytorch", when="task-a code-a code-b"),
        route("rest", "runs-on-phone", "tensorflow pytorch keras jax", "none", when="task-a"),
        A,
    )
    made_of = made(tmp_path, *rows)

    def found(*given):
        answer = guide.evaluate(made_of, given)
        return answer.first, [route.id for route in answer.routes]

    everybody = "maintained-tensorflow-pytorch-keras-jax"
    assert found("runs-on-phone") == (("tensorflow", "pytorch", "keras"), [everybody])
    assert found("runs-on-phone", "task-b") == (("tensorflow", "pytorch", "keras"), [everybody])
    assert found("runs-on-phone", "task-a", "code-b") == (("pytorch",), ["only"]), "one of each question"
    assert found("runs-on-phone", "task-a") == (("pytorch",), []), "nobody has one, and people decide"


def test_the_routes_of_an_answer_are_those_of_who_comes_first_the_maintained_ones_first(tmp_path):
    rows = (
        phone("experimental", "pytorch"),
        phone("maintained", "pytorch tensorflow"),
        phone("none", "keras jax"),
        route("server", "runs-on-server", "pytorch tensorflow keras jax"),
    )
    answer = guide.evaluate(made(tmp_path, *rows, A), ("runs-on-phone", "task-a"))
    assert [route.id for route in answer.routes] == ["maintained-pytorch-tensorflow", "experimental-pytorch"]


# --- reasons ---------------------------------------------------------------------------------------------------------
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
    made_of = made(tmp_path, reason("a", "task-a", "pytorch", unless="runs-on-phone"))
    assert guide.evaluate(made_of, ["task-a"]).first == ("pytorch",)
    assert guide.evaluate(made_of, ["task-a", "runs-on-server"]).first == ("pytorch",)
    assert not guide.evaluate(made_of, ["task-a", "runs-on-phone", "runs-on-server"]).reasons_for["pytorch"]


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
    assert guide.evaluate(made(tmp_path, *rules), ["task-a"]).first == first


def test_jax_is_named_only_where_something_speaks_for_it_more_than_slightly(tmp_path):
    rules = (reason("a", "task-a", "jax", criterion="speed"), reason("c", "runs-on-phone", "jax", strength="slight"))
    made_of = made(tmp_path, *rules)
    assert guide.evaluate(made_of, ["task-a"]).first == ("tensorflow", "pytorch", "keras", "jax")
    assert guide.evaluate(made_of, ["runs-on-phone"]).first == ("tensorflow", "pytorch", "keras")


def test_one_of_the_options_is_enough_or_each_question_must_agree(tmp_path):
    rules = (
        reason("any", "task-a runs-on-phone", "pytorch"),
        reason("all", "task-a task-b runs-on-phone", "keras", match="all"),
    )
    made_of = made(tmp_path, *rules)

    def ids(*given):
        advice = guide.evaluate(made_of, given)
        return [rule.id for framework in ("pytorch", "keras") for rule in advice.reasons_for[framework]]

    assert ids("task-a") == ["any"]
    assert ids("task-b") == []
    assert ids("task-b", "runs-on-phone") == ["any", "all"]


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
    advice = guide.evaluate(made_of, ["task-a"])
    assert [rule.id for rule in advice.reasons_for["pytorch"]] == ["large", "small"]
    assert [rule.id for rule in advice.reasons_against["pytorch"]] == ["against"]
    heavy = guide.evaluate(made_of, ["task-a"], {"speed": 3})
    assert [rule.id for rule in heavy.reasons_for["pytorch"]] == ["large", "small"], "a step comes before a weight"
    silent = guide.evaluate(made_of, ["task-a"], {"working": 0})
    assert [rule.id for rule in silent.reasons_for["pytorch"]] == ["small"] and not silent.reasons_against["pytorch"]


# --- what would change it --------------------------------------------------------------------------------------------
def test_what_tips_the_balance(tmp_path):
    tips = guide.tips(made(tmp_path, A, reason("c", "runs-on-phone", "keras", strength="strong")), ["task-a"])
    assert ("task-b", ("tensorflow", "pytorch", "keras")) in tips.options, "it takes the place of the other"
    assert ("runs-on-phone", ("pytorch", "keras")) in tips.options
    assert ("working", 0, ("tensorflow", "pytorch", "keras")) in tips.weights
    assert tips.hinges == ["a"]


def test_an_option_more_joins_the_others_or_takes_their_place(tmp_path):
    made_of = made(tmp_path, A)
    assert made_of.with_option(["task-a", "runs-on-phone"], "task-b") == {"task-b", "runs-on-phone"}
    assert made_of.with_option(["task-a", "runs-on-phone"], "runs-on-server") == {"task-a", *IDS[2:4]}


def test_only_questions_that_can_still_change_the_answer_are_open(tmp_path):
    rows = (
        phone("maintained", "pytorch"),
        phone("none", "tensorflow keras jax"),
        reason("code", "code-a", "keras", strength="strong"),
        A,
    )
    made_of = made(tmp_path, *rows)
    assert guide.still_open(made_of, []) == ["task", "runs-on", "code"]
    assert guide.still_open(made_of, ["task-b"]) == ["runs-on", "code"]
    assert guide.still_open(made_of, ["runs-on-phone"]) == [], "nobody else is left"


def test_who_joins_or_leaves_a_tie_is_no_news():
    assert not guide.tipped(("tensorflow", "pytorch"), ("tensorflow", "pytorch", "keras"))
    assert guide.tipped(("tensorflow", "pytorch"), ("pytorch",)) and guide.tipped(("pytorch",), ("pytorch", "keras"))
    assert guide.tipped(("tensorflow", "pytorch"), ("keras", "jax"))


def test_the_headline_is_a_sentence():
    assert headline(("pytorch",)) == "Look first at PyTorch"
    assert headline(("tensorflow", "pytorch", "keras")) == "Either: TensorFlow, PyTorch or Keras 3"
    assert headline(("tensorflow", "pytorch", "keras", "jax")) == "Any of the four"


def test_the_headline_names_what_runs_it_and_puts_together_who_shares_that():
    ends = {"tensorflow": ("LiteRT",), "keras": ("LiteRT",), "pytorch": ("ExecuTorch", "ONNX Runtime")}
    assert headline(("pytorch",), ends) == "Look first at PyTorch with ExecuTorch and ONNX Runtime"
    assert headline(("tensorflow", "keras"), ends) == "Either: TensorFlow or Keras 3 with LiteRT"
    assert headline(("tensorflow", "pytorch", "keras"), ends) == (
        "Either: TensorFlow or Keras 3 with LiteRT; or PyTorch with ExecuTorch and ONNX Runtime"
    )


# --- checks ----------------------------------------------------------------------------------------------------------
RULE, ROUTE = "guide_rules.csv:2: ", "routes.csv:2: "
ADVICE = record("claims", id="advice", section="#8.A", kind="opinion", verdict="opinion")
KEPT = route("all", "runs-on-phone", "tensorflow pytorch keras jax")
GONE = [row | ({"status": "archived"} if row["id"] == "litert" else {}) for row in TINY["systems"]]
SITUATION = record("guide_situations", options="runs-on-phone", first="keras", routes="", source_ids="s t")
TWO = [*TINY["sources"], record("sources", id="t", publisher="Somebody else", published="")]
FIT = record("fits", route_id="all", problem="")


def fits(**cells):
    with_packages = KEPT | {"packages": "pkg:pypi/torch"}
    return {"routes": [with_packages | cells.pop("route", {})], "fits": [FIT | cells]}


BROKEN = {
    "a route has no part that is gone": (
        {"routes": [KEPT | {"statuses": "archived"}], "systems": GONE},
        ROUTE + "systems: a part that is gone, got 'litert'",
    ),
    "a route rests on something": (
        {"routes": [KEPT | {"systems": "", "statuses": ""}]},
        ROUTE + "systems: a route without evidence, got 'all'",
    ),
    "a route that is not kept up says why": (
        {"routes": [KEPT | {"maturity": "experimental"}]},
        ROUTE + "why: missing, though it is experimental",
    ),
    "a target says how each framework reaches it": (
        {"routes": [KEPT | {"frameworks": "pytorch keras"}]},
        "guide_options.csv:2: id: no route of tensorflow jax, got 'runs-on-phone'",
    ),
    "a target says how each framework reaches it, with each other answer": (
        {"routes": [KEPT | {"unless": "runs-on-server"}]},
        "guide_options.csv:2: id: no route with runs-on-server of tensorflow pytorch keras jax, got 'runs-on-phone'",
    ),
    "a reason remembers what it rested on: a route": (
        {"routes": [KEPT | {"statuses": ""}]},
        ROUTE + "statuses: not one for each of 1",
    ),
    "routes decide what is possible": (
        {"guide_criteria": [record("guide_criteria", step="possible")]},
        RULE + "criterion_id: a reason about what is possible, got 'working'",
    ),
    "a former option is gone": (
        changed("guide_options", 0, formerly="runs-on-server"),
        "guide_options.csv:2: formerly: still an option of its own, got 'runs-on-server'",
    ),
    "a situation has two sources": (
        {"guide_situations": [SITUATION | {"source_ids": "s"}]},
        "guide_situations.csv:2: source_ids: not two publishers, got 's'",
    ),
    "a situation has two sources, of different publishers": (
        {"guide_situations": [SITUATION], "sources": [*TINY["sources"], TINY["sources"][0] | {"id": "t"}]},
        "guide_situations.csv:2: source_ids: not two publishers, got 's t'",
    ),
    "a situation answers once": (
        {
            "guide_situations": [SITUATION | {"options": "runs-on-phone runs-on-server"}],
            "sources": TWO,
            "guide_questions": [record("guide_questions", several="no")],
        },
        "guide_situations.csv:2: options: two answers to one question",
    ),
    "a fit is of a route that installs something": (
        fits(route={"packages": ""}),
        "fits.csv:2: route_id: a route without packages, got 'all'",
    ),
    "an extra is of a package of the route: of another": (
        {"routes": [KEPT | {"packages": "pkg:pypi/torch", "extras": "jax[tpu]"}]},
        ROUTE + "extras: no extra of its packages, got 'jax[tpu]'",
    ),
    "an extra is of a package of the route: none": (
        {"routes": [KEPT | {"packages": "pkg:pypi/torch", "extras": "torch"}]},
        ROUTE + "extras: no extra of its packages, got 'torch'",
    ),
    "a fit says which releases fit": (
        fits(packages="", python=""),
        "fits.csv:2: outcome: not what the other cells say, got 'fits'",
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
            "guide_options": [*TINY["guide_options"], record("guide_options", id="phone", formerly="")],
            "guide_rules": [*TINY["guide_rules"], TINY["guide_rules"][1] | {"id": "third", "when": "phone"}],
        },
        "guide_options.csv:4: id: not an answer to runs-on, got 'phone'",
    ),
    "a question has a choice": (
        {"guide_questions": [*TINY["guide_questions"], record("guide_questions", id="task")]},
        "guide_questions.csv:3: id: nothing to choose from, got 'task'",
    ),
    "an option leads somewhere": (
        {"guide_options": [*TINY["guide_options"], record("guide_options", id="runs-on-tpu", formerly="")]},
        "guide_options.csv:4: id: touches nothing, got 'runs-on-tpu'",
    ),
    "a criterion is used": (
        {"guide_criteria": [CRITERIA[0], CRITERIA[2]]},
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
    ((place, lines),) = guide.flags(data, judged).items()
    assert place == ("guide_rules", "phone-litert")
    assert str(lines[0]).startswith(f"data/guide_rules.csv:2: {message} — expected phone-litert to be read again")
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


def test_a_route_and_a_situation_are_flagged_too(tmp_path):
    routes = [KEPT | {"statuses": "dormant"}, route("server", "runs-on-server", "tensorflow pytorch keras jax")]
    situation = SITUATION | {"routes": "all server"}
    data = checked_dataset(tiny.write(tmp_path / "data", routes=routes, guide_situations=[situation], sources=TWO))
    told = {place: [line.problem for line in lines] for place, lines in guide.flags(data, claims.judge(data)).items()}
    assert told == {
        ("routes", "all"): ["litert is now active"],
        ("guide_situations", "vision-on-a-phone"): [
            "the guide now says tensorflow keras", "not in the guide's answer",
        ],
    }  # fmt: skip


# --- the guide as it is ----------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def data():
    return checked_dataset(ROOT / "data")


@pytest.fixture(scope="module")
def made_of(data):
    return guide.Guide.of(data)


def test_the_ten_pieces_of_advice_became_something(data):
    rows = data.rows("guide_advice")
    assert len(rows) == 10 and {row.became for row in rows} <= set(BECAME)
    assert [row.framework for row in rows] == ["tensorflow"] * 5 + ["pytorch"] * 5


def test_each_piece_of_advice_says_what_the_guide_does_with_it(data):
    pages = GuidePages(Fragments(Edition(data)))
    shown = pages.advice("../").split("<tr>")[2:]
    for row, line in zip(data.rows("guide_advice"), shown, strict=True):
        (option, *_) = row.options
        assert f"claims/{row.claim_id}/" in line
        assert pages.said(guide.evaluate(pages.guide, [option])) in line


TRIED = {
    "an open language model, served": ("task-llm-serving runs-on-server", ("pytorch",), "llm-server"),
    "vision on Android": ("task-vision runs-on-android", ("tensorflow", "pytorch", "keras"), "phone-executorch"),
    "a keyword on a microcontroller": (
        "task-audio runs-on-microcontroller", ("tensorflow", "keras"), "microcontroller-tflite",
    ),
    "a lab with diffusion models": ("task-generation team-pytorch", ("pytorch",), ""),
    "old code with Estimators": ("code-tf1 runs-on-server must-serving", ("tensorflow",), "tf1-freeze"),
    "vision in a browser": ("task-vision runs-on-browser", ("tensorflow", "pytorch", "keras"), "browser-onnx"),
    "a model of Hugging Face in a browser": (
        "models-transformers runs-on-browser", ("pytorch",), "browser-transformers",
    ),
    "a language model trained on TPU pods": (
        "task-language trains-on-tpu models-none", ("jax",), "tpu-train-language",
    ),
    "a beginner with a GPU on Windows": ("team-new trains-on-windows code-none", ("pytorch",), "windows-pytorch"),
}  # fmt: skip
"""The nine situations in which readers tried the guide, with what somebody experienced would say."""


@pytest.mark.parametrize(("options", "first", "route"), TRIED.values(), ids=TRIED)
def test_the_guide_says_what_somebody_experienced_would(made_of, options, first, route):
    answer = guide.evaluate(made_of, options.split())
    assert answer.first == first
    assert not route or route in {one.id for one in answer.routes if one.maturity == "maintained"}


def test_every_situation_gets_its_answer_and_there_are_forty(data, made_of):
    rows = data.rows("guide_situations")
    assert len(rows) >= 40
    for row in rows:
        answer = guide.evaluate(made_of, row.options)
        assert set(answer.first) == set(row.first), row.id
        assert set(row.routes) <= {route.id for route in answer.routes}, row.id


HEADLINES = {
    "task-vision runs-on-android": "Either: TensorFlow or Keras 3 with LiteRT; or PyTorch with ExecuTorch",
    "task-llm-serving runs-on-server": "Look first at PyTorch with vLLM",
    "models-transformers runs-on-browser": "Look first at PyTorch with Transformers.js",
    "code-tf1 runs-on-server": "Look first at TensorFlow with TensorFlow Serving",
    "runs-on-server runs-on-ios team-pytorch": "Look first at PyTorch with ONNX Runtime and ExecuTorch",
    "team-new code-none": "Either: PyTorch or Keras 3",
}


@pytest.mark.parametrize("options", HEADLINES)
def test_the_headline_of_an_answer_is_a_way_there(data, options):
    pages = GuidePages(Fragments(Edition(data)))
    assert pages.said(guide.evaluate(pages.guide, options.split())) == HEADLINES[options]


def test_every_framework_can_come_first_alone(made_of):
    single = {guide.evaluate(made_of, [option]).first for option in made_of.asked_by}
    assert {("pytorch",), ("keras",), ("jax",), ("tensorflow",)} <= single


def test_two_answers_already_give_one_in_most_cases(made_of):
    """Who is left of the four after a field and a place: often one, never all."""
    pairs = itertools.product(made_of.questions["task"], made_of.questions["runs-on"])
    left = [len(guide.evaluate(made_of, pair).first) for pair in pairs]
    assert max(left) < len(FRAMEWORKS) and left.count(1) > len(left) / 3


def test_no_route_of_an_answer_has_a_part_that_is_gone(data, made_of):
    for first, second in itertools.combinations(made_of.asked_by, 2):
        for route in guide.evaluate(made_of, [first, second]).routes:
            gone = [id for id in route.systems if data.systems[id].status not in ("active", "maintenance")]
            assert not (gone and route.maturity == "maintained"), (first, second, route.id)


def test_old_addresses_mean_options_of_today(made_of):
    assert made_of.formerly["runs-on-phone"] == ("runs-on-android", "runs-on-ios")
    assert made_of.formerly["must-windows"] == ("trains-on-windows",)
    assert {"must-many-machines", "must-other-gpu"} <= set(made_of.formerly)


def test_a_route_shows_its_parts_with_their_newest_releases_and_what_was_run(data):
    shown = GuidePages(Fragments(Edition(data))).routes("../")
    row = shown[shown.index('<tr id="route-phone-litert"') :]
    row = row[: row.index("</tr>")]
    release = data.newest_release(data.systems["litert"].package)
    ran = data.by_id("probes")["tf-lite"]
    assert f"LiteRT: active, {release.version} of " in row
    assert f"tried by our script on a PC, {ran.versions.split(',')[0]}: {ran.finding}" in row
    assert "documented, not run by us" not in row
    fit = {row.route_id: row for row in data.rows("fits")}["phone-litert"]
    assert f"install together on Python {fit.python}" in row


def test_the_tree_names_each_target_with_its_answer(data, made_of):
    pages = GuidePages(Fragments(Edition(data)))
    shown = pages.tree("../")
    titles = {row.id: row.title for row in data.rows("guide_options")}
    for question in ("runs-on", "trains-on", "must"):
        for option in made_of.questions[question]:
            assert f"{escape(titles[option])}: <b>{pages.said(guide.evaluate(made_of, [option]))}</b>" in shown
