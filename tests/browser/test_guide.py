"""The selection guide in a real browser.

Ten situations, thousands of combinations against the build, sharing, copying, printing, no script, and keys.
"""

from __future__ import annotations

import gzip
import itertools
import os
import random
import re
from urllib.parse import parse_qsl, urlencode

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.judge import guide
from sitedata.judge.edition import Edition
from sitedata.pages.fragments import Fragments
from sitedata.pages.guide import CANDIDATES, GuidePages, headline
from sitedata.schema.tables import STEPS
from tests.browser.axe import COLOURS_ALONE, violations
from tests.browser.test_reading import address_of, settled
from tests.conftest import fuzz_seed

PAGE = "8-selection/"
LARGEST_SCRIPT = 10_000  # bytes, gzipped: the budget of this page
TALLEST = 2_500  # CSS pixels, on a desktop, before anything is opened
FULL = (
    "task=vision&runs-on=android&runs-on=browser&trains-on=nvidia&code=none&models=classic&must=serving&team=new"
    "&years=5"
)

# What a practitioner would answer, where to look first, a route that must be named, the reasons that must appear in a
# step, what stands beside them, and which advice of the article is shown with what became of it.
SITUATIONS = {
    "a plant finder on a phone": (
        "task=vision&runs-on=android&runs-on=ios&code=none", ["tensorflow", "pytorch", "keras"], "phone-executorch",
        {"given": ["standard-models-pytorch"], "upkeep": ["code-open"]},
        ["vision-speed", "device-neutral", "phone-unknown", "phone-tflite-ends"], ["guide-tf-mobile"],
    ),
    "an assistant in production, for which 2019 said TensorFlow": (
        "task=llm-serving&runs-on=server", ["pytorch"], "llm-server",
        {"given": ["transformers-pytorch", "transformers-others"], "upkeep": ["serving-general-tensorflow"]},
        ["serving-unknown"], ["guide-tf-scale", "guide-pt-edge"],
    ),
    "research on Google's TPUs, for which 2019 said TensorFlow": (
        "task=new-methods&trains-on=tpu", ["jax"], "tpu-train-jax",
        {"people": ["gradients-jax", "papers-jax", "papers-pytorch"], "upkeep": ["tpu-jax"]},
        ["dynamic-neutral", "papers-unknown", "tpu-xla"], ["guide-tf-google", "guide-pt-research"],
    ),
    "varied hardware, AMD cards in the workstation, for which the article said TensorFlow": (
        "task=vision&trains-on=amd", ["pytorch"], "amd-pytorch",
        {"upkeep": ["gpu-pytorch"], "given": ["standard-models-pytorch"]}, ["accuracy-neutral"], ["guide-tf-hw"],
    ),
    "a TensorFlow model in service for five more years": (
        "runs-on=server&code=tensorflow&must=serving&team=tensorflow&years=5", ["tensorflow", "keras"],
        "server-tensorflow",
        {"given": ["code-tensorflow-stays", "code-tensorflow-keras"], "upkeep": ["years-drift", "years-keras"]},
        ["serving-unknown", "years-unknown"], ["guide-tf-enterprise"],
    ),
    "recommendations in a shop, served by ourselves": (
        "task=recommender&runs-on=server", ["tensorflow", "pytorch", "keras"], "server-onnx",
        {"given": ["recommender-pytorch", "recommender-keras"], "upkeep": ["serving-general-tensorflow"]},
        ["recommender-unknown", "accuracy-neutral", "torchserve"], ["guide-tf-scale"],
    ),
    "a vibration sensor on a small chip": (
        "task=time-series&runs-on=microcontroller", ["tensorflow", "keras"], "microcontroller-tflite", {},
        ["time-series-speed", "micro-unknown", "device-neutral"], ["guide-tf-mobile"],
    ),
    "a first course for students": (
        "code=none&team=new", ["pytorch", "keras"], "",
        {"people": ["team-new-fit", "team-new-debug", "team-new-pytorch-loop", "team-new-jax"]},
        ["team-new-unknown"], ["guide-pt-pythonic"],
    ),
    "a SavedModel called from a C++ program": (
        "models=saved&must=no-python", ["tensorflow"], "no-python-saved-model",
        {"given": ["saved-tensorflow"]}, ["no-python-torchscript"], ["guide-tf-enterprise"],
    ),
    "pretraining a language model on many machines, scale, for which the article said TensorFlow": (
        "task=language&trains-on=nvidia-cluster", ["pytorch"], "cluster-pytorch",
        {"given": ["scale-pytorch", "transformers-pytorch"], "people": ["scale-elastic"], "upkeep": ["scale-kubeflow"]},
        ["serving-unknown"], ["guide-tf-scale"],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def data(site):
    return checked_dataset(site.tree / "data")


@pytest.fixture(scope="module")
def made(data):
    return guide.Guide.of(data)


@pytest.fixture(scope="module")
def told(data, made):
    """The headline that the build gives an address."""
    pages = GuidePages(Fragments(Edition(data)))
    return lambda query: pages.said(guide.evaluate(made, options_of(made, query)))


@pytest.fixture(scope="module")
def texts(data):
    return {rule.id: rule.reason for rule in data.rows("guide_rules")}


def ready(page):
    """Wait until the guide's script has read the form and the address."""
    page.locator(".guide[data-ready]").wait_for()
    return page


def opened(open_page, query: str = "", **options):
    page = ready(open_page(PAGE + (f"?{query}" if query else ""), **options))
    if query:
        page.locator(".guide.is-answered").wait_for()
    return page


def answer(page, query: str) -> None:
    for question, value in parse_qsl(query):
        anyway = page.locator(f'[data-question="{question}"] [name="anyway"]')
        if anyway.count():
            anyway.click()
        page.locator(f'.pills label:has([name="{question}"][value="{value}"])').click()


def options_of(made, query: str) -> list[str]:
    return [option for option in made.asked_by if any(option == f"{name}-{value}" for name, value in parse_qsl(query))]


def step(page, id: str):
    """A step of the answer: the item of the list."""
    return page.locator("#guide-answer .guide-steps > li").nth(list(STEPS).index(id))


def said(page) -> str:
    return page.locator(".guide-bar .guide-first").evaluate("element => element.firstChild.textContent.trim()")


def text_of(page, selector: str) -> str:
    return " ".join(page.locator(selector).all_text_contents())


# --- ten situations ---
@pytest.mark.parametrize(
    ("query", "first", "route", "reasons", "beside", "advice"), SITUATIONS.values(), ids=SITUATIONS
)
def test_a_situation_gets_its_answer_with_its_reasons(
    open_page, data, told, texts, query, first, route, reasons, beside, advice
):
    page = opened(open_page)
    answer(page, query)
    assert said(page) == told(query)
    assert address_of(page).endswith(f"?{query}")
    shown = page.locator("#guide-answer .stack h2 b").all_text_contents()
    assert sorted(shown) == sorted(CANDIDATES[id] for id in first)
    if route:
        way = page.locator(f"#route-{route} .way").text_content()
        assert way in page.locator("#guide-answer .stack-routes .way").all_text_contents()
        assert page.locator(f'#guide-answer .stack a[href$="routes/{route}/"]').first.is_visible()
    for id, rules in reasons.items():
        shown = step(page, id).text_content()
        assert not [rule for rule in rules if texts[rule] not in shown], id
    shown = text_of(page, "#guide-answer .guide-rest .reasons")
    assert not [id for id in beside if texts[id] not in shown]
    became = {row.claim_id: row.became for row in data.rows("guide_advice")}
    claims = data.by_id("claims")
    for id in advice:
        item = page.locator("#guide-answer .advice-list li", has_text=claims[id].claim)
        assert item.locator(".became").text_content() == became[id]
    assert not page.complaints


def test_each_step_says_what_it_did_and_what_is_out_says_why(open_page, data):
    page = opened(open_page, "task=language&trains-on=tpu&models=none")
    how = [each.text_content() for each in page.locator("#guide-answer .guide-steps .how").all()]
    assert how == ["fewer are left", "decided here", "no reason given", "agrees", "no reason given"]
    possible = step(page, "possible")
    assert not possible.locator(".gate").first.is_visible()
    possible.locator("summary").click()
    gates = possible.locator(".gate")
    assert gates.locator("> b").all_text_contents() == ["TensorFlow is out", "PyTorch comes second"]
    routes = data.by_id("routes")
    for gate, id in zip(gates.all(), ("tpu-train-tensorflow", "tpu-train-pytorch"), strict=True):
        assert routes[id].why in gate.text_content()
        assert gate.locator(f'a[href$="routes/{id}/"]').is_visible()


def test_code_that_is_there_is_tried_before_it_is_rewritten(open_page):
    page = opened(open_page, "runs-on=browser&code=jax")
    assert said(page) == "Look first at JAX with ONNX Runtime Web"
    small = page.locator(".guide-bar .guide-first small").text_content()
    assert small.startswith("Only an experimental way leads there from what you have: try it before you rewrite.")
    assert "jax.experimental" in text_of(page, "#guide-answer .stack") or "of others" in text_of(page, ".stack")
    step(page, "possible").locator("summary").click()
    assert "JAX has only an experimental way, and code that is there" in step(page, "possible").text_content()


def test_what_comes_before_any_framework_is_said_first(open_page, texts):
    page = opened(open_page, "task=tabular&runs-on=server")
    assert page.locator("#guide-answer .guide-before").text_content().startswith("First of all: Try gradient boosting")
    assert texts["tabular-boosting"] in page.locator(".guide-bar .guide-first-of-all").text_content()


def test_each_reason_leads_to_what_it_rests_on_and_shows_its_verdict(open_page):
    page = opened(open_page, "task=audio&trains-on=tpu&must=onnx")
    for item in page.locator("#guide-answer .reason.is-for, #guide-answer .reason.is-against").all():
        links = item.locator(".reason-marks a")
        assert links.count() and re.search(
            r"claims/|ecosystem/#|4a-implementation/#|sources/#", links.first.get_attribute("href")
        )
    assert page.locator("#guide-answer .reason-marks .verdict-outdated").count()
    page.locator("#guide-answer summary", has_text="What does not decide it").click()
    page.locator("#guide-answer .reason-marks a", has_text="eco-torch-xla").click()
    page.wait_for_url("**/claims/eco-torch-xla/")


def test_advice_of_2019_is_marked_where_it_would_mislead(open_page):
    """Situations in which the article's rule would choose TensorFlow; the guide must not, and must say why."""
    misled = [
        query
        for query, first, *_, advice in SITUATIONS.values()
        if "tensorflow" not in first and any("guide-tf" in id for id in advice)
    ]
    ties = [query for query, first, *_ in SITUATIONS.values() if len(first) > 1]
    assert len(misled) >= 3 and len(ties) >= 3 and len(SITUATIONS) == 10
    page = opened(open_page)
    for query in misled:
        page.evaluate("query => document.querySelector('.guide-link').setAttribute('href', '?' + query)", query)
        page.locator(".guide-link").first.dispatch_event("click")
        page.wait_for_function("query => location.search === '?' + query", arg=query)
        assert "TensorFlow" not in said(page)
        assert (
            page.locator("#guide-answer .advice-list li", has_text="Choose TensorFlow")
            .locator(".became-outdated, .became-aged")
            .count()
        )


def test_a_block_is_as_wide_as_its_reason_counts_for_and_against_alike(open_page, made):
    query = "task=language&runs-on=server&code=tensorflow&years=5"
    page = opened(open_page, query)
    advice = guide.evaluate(made, options_of(made, query))
    sides = {"for": advice.reasons_for, "against": advice.reasons_against}
    for id in ("given", "upkeep"):
        place = step(page, id)
        place.locator("summary").click()
        counted = {
            (side, framework): [
                guide.weighed(rule, made.weights)
                for rule in sides[side][framework]
                if made.steps[rule.criterion_id] == id
            ]
            for side in sides
            for framework in CANDIDATES
        }
        unit = place.locator(".balance-for").first.bounding_box()["width"] / max(map(sum, counted.values()))
        for (side, framework), counts in counted.items():
            blocks = place.locator(f".balance-row.is-{framework} .balance-{side} i")
            widths = blocks.evaluate_all("all => all.map((block) => block.getBoundingClientRect().width)")
            assert widths == pytest.approx([unit * count for count in counts], abs=1.5), (id, side, framework)


# --- what is asked next ---
def test_only_questions_that_can_still_change_the_answer_are_asked(open_page, made):
    page = opened(open_page)
    assert page.locator("fieldset.is-settled").count() == 0
    answer(page, "task=llm-serving&runs-on=server")
    asked = guide.still_open(made, ["task-llm-serving", "runs-on-server"])
    assert 0 < len(asked) < 6
    settled_ones = {each.get_attribute("data-question") for each in page.locator("fieldset.is-settled").all()}
    assert settled_ones == {*made.questions} - {*asked, "task", "runs-on"}
    assert page.locator("fieldset.is-next").get_attribute("data-question") == asked[0]
    folded = page.locator("fieldset.is-settled").first
    assert not folded.locator(".pills").is_visible()
    question = folded.get_attribute("data-question")
    folded.locator("button", has_text="Answer it anyway").click()
    place = page.locator(f'[data-question="{question}"]')
    assert place.locator(".pills").is_visible() and place.locator("input").first.evaluate(
        "each => each.matches(':focus')"
    )
    page.locator("button", has_text="Start again").click()
    answer(page, "task=llm-serving&runs-on=server")
    assert not place.locator(".pills").is_visible()


def test_a_question_with_a_choice_of_several_takes_several_and_another_takes_one(open_page):
    page = opened(open_page)
    answer(page, "runs-on=server&runs-on=android&task=vision")
    assert address_of(page).endswith("?task=vision&runs-on=server&runs-on=android")
    answer(page, "task=language&runs-on=server")
    assert address_of(page).endswith("?task=language&runs-on=android"), "a second click takes it back"


def test_a_tie_names_the_questions_that_could_part_it_and_shows_the_stacks_beside_each_other(open_page):
    page = opened(open_page, "task=vision&runs-on=android")
    rest = page.locator(".guide-bar .guide-first small").text_content()
    assert rest.startswith("What would decide between them: ") and "team" in rest
    shown = [stack.locator("h2 b").all_text_contents() for stack in page.locator("#guide-answer .stack").all()]
    assert shown == [["TensorFlow", "Keras 3"], ["PyTorch"]], "those with the same way stand together"


def test_a_stack_says_once_what_of_its_parts_ends_and_leads_there(open_page):
    page = opened(open_page)
    page.evaluate(
        """() => { for (const id of ["server-onnx", "server-triton"])
          document.querySelector(`#route-${id} .reason-marks`).insertAdjacentHTML("beforeend",
            '<a class="way-end" href="../what-ends/#stop">Support of X ends</a>'); }"""
    )
    answer(page, "runs-on=server")
    ends = page.locator("#guide-answer .stack.is-pytorch .stack-models .way-end", has_text="Support of X ends")
    (there,) = ends.evaluate_all("all => all.map((link) => link.pathname + link.hash)")
    assert there.endswith("/what-ends/#stop")


# --- one engine ---
COMPARE = """async ([engine, situations]) => {
  const { evaluate, inShort, stillOpen } = await import(engine);
  const guide = JSON.parse(document.querySelector(".guide").dataset.guide);
  return situations.map(([given, open]) =>
    inShort(guide, evaluate(guide, given)) + (open ? ` open:${stillOpen(guide, given).join()}` : ""));
}"""


def situations_of(made, how_many: int):
    """Every pair of options that can be chosen together, and random sets of any size, others each day."""
    options = list(made.asked_by)
    for pair in itertools.combinations(options, 2):
        if made.with_option([pair[0]], pair[1]) == set(pair):
            yield list(pair)
    chance = random.Random(fuzz_seed())
    for _ in range(how_many):
        given: frozenset[str] = frozenset()
        for option in chance.sample(options, chance.randint(0, 14)):
            given = made.with_option(given, option)
        yield [option for option in options if option in given]


def test_combinations_of_answers_are_the_same_in_the_browser_and_in_the_build(open_page, site, made):
    """Complete in pairs, and thousands at random; ``MUTATIONS=all``: many more."""
    page = opened(open_page)
    every = list(situations_of(made, 100_000 if os.environ.get("MUTATIONS") == "all" else 6_000))
    assert len(every) > 7_000
    asked = [(given, number % 40 == 0) for number, given in enumerate(every)]  # what is still open takes longer
    lines = page.evaluate(COMPARE, [f"{site.url}assets/guide-engine.js", asked])
    for line, (given, open_too) in zip(lines, asked, strict=True):
        expected = guide.in_short(guide.evaluate(made, given))
        expected += f" open:{','.join(guide.still_open(made, given))}" if open_too else ""
        assert line == expected, given


TIPS = """async ([engine, situations]) => {
  const { evaluate, inShort, tips } = await import(engine);
  const guide = JSON.parse(document.querySelector(".guide").dataset.guide);
  return situations.map(([given, weights]) =>
    [inShort(guide, evaluate(guide, given, weights)), tips(guide, given, weights)]);
}"""


def of_the_day(all_of_them: list, share: int) -> list:
    """One in so many, others each day, or all with ``MUTATIONS=all``."""
    if os.environ.get("MUTATIONS") == "all":
        return all_of_them
    return random.Random(fuzz_seed()).sample(all_of_them, len(all_of_them) // share)


def test_what_tips_the_balance_and_other_weights_are_the_same_too(open_page, site, made):
    """Pairs of options, with the default weights and with one criterion changed, a different one each time."""
    page = opened(open_page)
    pairs = [list(pair) for pair in itertools.combinations(made.asked_by, 2)]
    criteria = itertools.cycle(itertools.product(made.weights, (0, 1, 2, 3)))
    changed = [(given, {}, dict([next(criteria)])) for given in pairs]
    situations = [(given, weights) for given, *both in of_the_day(changed, 8) for weights in both]
    assert len(situations) > 200
    from_page = page.evaluate(TIPS, [f"{site.url}assets/guide-engine.js", situations])
    for (given, weights), (line, tips) in zip(situations, from_page, strict=True):
        expected = guide.tips(made, given, weights)
        assert line == guide.in_short(guide.evaluate(made, given, weights)), (given, weights)
        assert tips["hinges"] == expected.hinges
        for name in ("options", "weights"):
            assert [(*tip[:-1], tuple(tip[-1])) for tip in tips[name]] == getattr(expected, name), (given, weights)


# --- sharing ---
def test_a_shared_link_restores_the_answer_and_the_weights(open_page):
    page = opened(open_page)
    answer(page, "task=vision&runs-on=browser&code=pytorch")
    page.locator(".guide-weights summary").click()
    page.locator('[name="weight-upkeep"]').select_option("much")
    page.locator('[name="weight-models"]').select_option("nothing")
    before, address = page.locator("#guide-answer").inner_text(), address_of(page)
    assert address.endswith("?task=vision&runs-on=browser&code=pytorch&weight-models=nothing&weight-upkeep=much")
    again = opened(open_page, address.split("?")[1])
    assert again.locator("#guide-answer").inner_text() == before and said(again) == said(page)
    assert (
        again.locator('[name="weight-upkeep"]').input_value() == "much"
        and again.locator('[name="weight-upkeep"]').is_visible()
    )


def test_an_answer_counts_whatever_the_order_and_what_is_unknown_is_named_and_left_out(open_page):
    page = opened(
        open_page, "runs-on=browser&colour=red&task=teleportation&code=none&weight-upkeep=huge&weight-luck=much&h=phone"
    )
    ignored = page.locator(".guide-ignored").text_content()
    assert ignored == (
        "Left out, because the guide does not know it: task=teleportation, weight-upkeep=huge, weight-luck=much."
    )
    assert "Either" in said(page)
    answer(page, "task=vision")
    assert address_of(page).endswith("?task=vision&runs-on=browser&code=none")
    assert page.locator(".guide-ignored").text_content() == ""


OLD = {
    "runs-on=phone": "runs-on=android&runs-on=ios",
    "must=windows": "trains-on=windows",
    "must=many-machines": "trains-on=nvidia-cluster",
    "must=other-gpu": "trains-on=amd&trains-on=intel",
}


@pytest.mark.parametrize("old", OLD)
def test_an_address_of_earlier_days_still_says_the_same(open_page, old):
    page, again = opened(open_page, f"{old}&team=new"), opened(open_page, f"{OLD[old]}&team=new")
    assert page.locator(".guide-ignored").text_content() == ""
    assert page.locator("#guide-answer").inner_text() == again.locator("#guide-answer").inner_text()
    chosen = "inputs => inputs.filter((input) => input.checked && input.value).map((input) => input.dataset.option)"
    assert page.locator(".pills input").evaluate_all(chosen) == again.locator(".pills input").evaluate_all(chosen)


@pytest.mark.parametrize("value", ["<img src=x onerror=alert(1)>", "constructor", "__proto__"])
def test_an_address_cannot_put_markup_into_the_page(open_page, value):
    page = ready(open_page(f"{PAGE}?{urlencode({'task': value, value: 'x', 'runs-on': 'browser'})}"))
    page.locator(".guide.is-answered").wait_for()
    assert page.locator(".guide img").count() == 0 and value in page.locator(".guide-ignored").text_content()
    assert not page.complaints


def test_what_tips_the_balance_can_be_tried(open_page):
    page = opened(open_page, "task=vision&runs-on=android&code=none")
    page.locator("#guide-answer summary", has_text="What would change it").click()
    tip = page.locator("#guide-answer .tips li", has_text="Look first at PyTorch").locator("a").first
    words = tip.text_content()
    tip.click()
    page.wait_for_function("location.search.split('&').length >= 3")
    assert said(page).startswith("Look first at PyTorch"), words
    assert page.evaluate("document.activeElement.className") == "guide-first"  # the link is gone; the answer is next


def test_every_situation_opens_in_the_guide_with_the_answer_that_its_page_gives(open_page, data):
    page = open_page("8b-situations/")
    rows = data.rows("guide_situations")
    answers = {row.id: page.locator(f"#{row.id} .situation-answer b").text_content().rstrip(".") for row in rows}
    links = {
        row.id: page.locator(f"#{row.id} a", has_text="Open it in the guide").get_attribute("href") for row in rows
    }
    assert len(answers) >= 40
    page = opened(open_page)
    for row in of_the_day(rows, 4):
        page.evaluate(
            "query => document.querySelector('.guide-link').setAttribute('href', query)",
            "?" + links[row.id].split("?")[1],
        )
        page.locator(".guide-link").first.dispatch_event("click")
        page.wait_for_function("query => location.search === query", arg="?" + links[row.id].split("?")[1])
        assert said(page) == answers[row.id], row.id


def test_a_route_has_a_page_with_what_to_install_and_the_program_that_ran(open_page, data):
    page = open_page("routes/phone-litert/")
    fit = {row.route_id: row for row in data.rows("fits")}["phone-litert"]
    for package in fit.packages:
        name, version = package.removeprefix("pkg:pypi/").split("@")
        assert f"{name}=={version}" in page.locator("code", has_text="pip install").first.text_content()
    assert (
        page.locator("pre", has_text="TFLiteConverter").count()
        and page.locator("pre", has_text="def run_litert").count()
    )
    assert page.locator(".evidence a").count() > 3 and not page.complaints


def test_the_home_page_answers_two_questions_and_leads_on(open_page, told):
    page = open_page("")
    form = page.locator(".guide-begin[data-open]")
    form.wait_for()
    assert form.locator("output").text_content() == ""
    form.locator('[name="task"]').select_option("vision")
    form.locator('[name="runs-on"]').select_option("android")
    assert form.locator("output").text_content() == told("task=vision&runs-on=android")
    form.locator('[name="task"]').select_option("")
    assert form.locator("output").text_content() == told("runs-on=android")
    form.locator("button").click()
    page.locator(".guide.is-answered").wait_for()
    assert said(page) == told("runs-on=android")
    assert page.locator(".guide-ignored").text_content() == "" and not page.complaints


def test_the_guide_works_after_instant_navigation(open_page):
    page = open_page("7-momentum/")
    page.mouse.move(5, 5)
    page.wait_for_function("window.document$")
    page.locator("nav a", has_text="8 Selection guidelines").first.dispatch_event("click")  # its group may be folded
    ready(page)
    answer(page, "trains-on=windows")
    assert said(page) == "Look first at PyTorch" and not page.complaints


# --- a decision record ---
def test_copy_as_decision_record(open_page, texts, data):
    page = opened(open_page, "task=vision&trains-on=apple&team=new&weight-speed=nothing")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("button", has_text="Copy as decision record").click()
    page.locator(".guide-done", has_text="Decision record copied.").wait_for()
    record = page.evaluate("navigator.clipboard.readText()")
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    parts = re.split(r"^## ", record, flags=re.MULTILINE)
    names = [part.split("\n")[0] for part in parts]
    assert names[0] == "# Deep learning framework: PyTorch"
    assert names[1:4] == ["Context", "Options considered", "Decision"]
    assert names[4:] == ["What does not decide it", "What we do not know", "What would change it", "Links"]
    assert f"* Date: {today}" in parts[0] and "* Status: proposed" in parts[0]
    assert "* Field: Computer vision\n* Training hardware: An Apple GPU\n* Team: New to deep learning" in parts[1]
    assert "* Left open: Target, Existing code" in parts[1]
    assert "Speed and accuracy counts nothing (default: little)" in parts[1]
    options = re.findall(r"^### (.*)$", parts[2], flags=re.MULTILINE)
    assert options == ["PyTorch (look here first)", "TensorFlow (second)", "Keras 3", "JAX"]
    assert "Held back:" in parts[2] and "tensorflow-metal" in parts[2] and "For:" in parts[2] and "Against:" in parts[2]
    assert re.search(r"\[holds: eco-torchvision\]\(http://\S+/claims/eco-torchvision/\)", parts[2])
    assert re.search(rf"{re.escape(texts['gpu-pytorch'])} \(Upkeep, strong, the answer hangs on it; \[", parts[2])
    assert parts[3].startswith("Decision\n\nLook first at PyTorch. Above all: ")
    assert "The way there:" in parts[3] and "* Upkeep and the way back: decided here (PyTorch)" in parts[3]
    assert re.search(r"\[table: GPU makers\]|\[table: [^\]]+\]\(http://\S+/4a-implementation/#gpu-vendors\)", parts[3])
    assert address_of(page) in parts[-1]


def test_the_link_is_copied_and_without_permission_the_text_is_shown(open_page):
    page = opened(open_page, "must=onnx")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("button", has_text="Copy link").click()
    page.locator(".guide-done", has_text="Link copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == address_of(page)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('denied')); }")
    page.locator("button", has_text="Copy as decision record").click()
    field = page.locator(".guide-copy textarea")
    field.wait_for()
    assert field.input_value().startswith("# Deep learning framework: ")


# --- on paper ---
def pages_of(page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))


def test_an_answer_prints_on_one_page_even_a_long_one(open_page, made):
    chance = random.Random(fuzz_seed())
    some = []
    for _ in range(400):
        given = frozenset()
        for option in chance.sample(list(made.asked_by), 10):
            given = made.with_option(given, option)
        some.append([option for option in made.asked_by if option in given])
    longest = sorted(some, key=lambda given: -len(guide.evaluate(made, given).routes))[:3]
    queries = [urlencode([(made.asked_by[id], id.removeprefix(f"{made.asked_by[id]}-")) for id in given])
               for given in longest]  # fmt: skip
    for query in ["must=onnx", *queries]:
        page = opened(open_page, query)
        assert pages_of(page) == 1, query
    page.emulate_media(media="print")
    assert page.locator("#guide-answer .stack").first.is_visible() and not page.locator(".guide-form").is_visible()
    assert page.locator(".guide-address").text_content().startswith(address_of(page))


# --- for everybody ---
def test_without_javascript_the_page_holds_a_tree_of_answers_every_reason_and_every_route(open_page, data, made, told):
    page = open_page(PAGE, javascript=False)
    assert not page.locator(".guide-form").is_visible() and page.locator(".guide-plain").first.is_visible()
    assert page.locator("#guide-table tr[id^=rule-]").count() == len(data.rows("guide_rules"))
    assert page.locator("#guide-table tr.group").count() == len(data.rows("guide_options"))
    assert page.locator("#guide-routes tr[id^=route-]").count() == len(data.rows("routes"))
    for option in data.rows("guide_options"):
        assert option.why in page.locator(f"tr#{option.id}").text_content()
    titles = {row.id: row.title for row in data.rows("guide_options")}
    tree = page.locator(".guide-tree")
    assert tree.is_visible()
    for option in made.questions["runs-on"]:
        words = f"{titles[option]}: {told(option.replace('runs-on-', 'runs-on='))}"
        assert tree.locator("li", has_text=words).count()
    page.locator("summary", has_text="reasons").first.click()
    assert page.locator("#guide-table tr[id^=rule-]").first.is_visible()


def test_a_page_that_was_saved_with_its_answer_still_shows_it(open_page, tmp_path):
    page = open_page(f"{PAGE}?task=vision")
    page.locator(".guide-stacks").wait_for()  # the answer of the address is there
    said = page.locator(".guide-first").inner_text()
    saved = page.context.new_cdp_session(page).send("Page.captureSnapshot", {"format": "mhtml"})["data"]
    (tmp_path / "saved.mhtml").write_text(saved)
    page.goto((tmp_path / "saved.mhtml").as_uri())
    assert page.locator(".guide-first").inner_text() == said and page.locator(".guide-stacks").is_visible()
    assert not page.locator(".guide-tools").is_visible()


def test_the_page_is_short_before_anything_is_opened(open_page):
    page = opened(open_page, width=1280)
    assert page.evaluate("document.documentElement.scrollHeight") < TALLEST


def test_axe_finds_nothing_once_there_is_an_answer(open_page):
    for dark in (False, True):
        page = opened(open_page, f"{FULL}&weight-exit=much&colour=red", dark=dark)
        page.evaluate("document.querySelectorAll('.guide details').forEach((fold) => { fold.open = true; })")
        assert violations(page, COLOURS_ALONE, (".guide",)) == [], dark
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_an_answer_is_not_wider_than_the_screen(open_page, width):
    page = opened(open_page, f"{FULL}&colour=red", width=width)
    page.evaluate("document.querySelectorAll('.guide details').forEach((fold) => { fold.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 1280])
def test_the_first_line_of_the_answer_stays_in_sight_while_answering(open_page, width):
    page = opened(open_page, width=width)
    answer(page, "years=5")
    box = page.locator(".guide-bar").bounding_box()
    assert 0 <= box["y"] < 450 and page.locator('[name="years"][value="5"]').is_checked()


def test_everything_can_be_done_with_the_keyboard_and_the_focus_stays(open_page):
    page = opened(open_page)
    page.locator('[name="task"][value=""]').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.value") == "language"
    assert said(page) == "Look first at PyTorch" and address_of(page).endswith("?task=language")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert address_of(page).endswith("?task=language&runs-on=server&runs-on=android")
    assert page.evaluate("document.activeElement.dataset.option") == "runs-on-android"
    for _ in range(90):
        if page.evaluate("document.activeElement.textContent") == "Start again":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert said(page) == headline(()) and address_of(page).endswith(PAGE)
    assert page.evaluate("document.activeElement.name") == "task"


def test_an_answer_is_announced_politely_and_only_when_it_changed(open_page):
    page = opened(open_page)
    status = page.locator(".guide-bar .guide-first")
    assert status.get_attribute("role") == "status" and status.get_attribute("aria-live") == "polite"
    page.evaluate(
        "window.told = 0; new MutationObserver(() => { told += 1; "
        "}).observe(document.querySelector('.guide-first'), { childList: true })"
    )
    answer(page, "task=language")
    assert page.evaluate("told") == 1
    page.locator('.pills label:has([name="task"][value="language"])').click()
    assert page.evaluate("told") == 1
    assert page.evaluate("document.activeElement.value") == "language"


def test_the_script_is_small_and_loaded_here_alone(open_page, site):
    folder = site.folder / "assets"
    assert (
        len(gzip.compress(b"".join((folder / f"guide{part}.js").read_bytes() for part in ("", "-engine"))))
        < LARGEST_SCRIPT
    )
    elsewhere = open_page("claims/")
    settled(elsewhere)
    assert not [url for url in elsewhere.requested if "guide" in url.rsplit("/", 1)[-1]]


def test_a_script_that_does_not_load_says_where_the_reasons_are(open_page):
    page = open_page()
    page.route("**/guide.js", lambda route: route.abort())
    page.goto(page.url + PAGE)
    page.locator(
        ".guide-bar .guide-first",
        has_text="The guide did not load; the tables below have every route and every reason.",
    ).wait_for()
