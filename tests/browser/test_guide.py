"""The selection guide in a real browser.

Ten situations, every combination against the build, sharing, copying, printing, no script, and keys.
"""

from __future__ import annotations

import gzip
import itertools
import math
import os
import random
import re
from urllib.parse import parse_qsl, urlencode

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.judge import guide
from sitedata.pages.guide import CANDIDATES, headline
from tests.browser.axe import COLOURS_ALONE, violations
from tests.browser.test_reading import address_of, settled
from tests.conftest import fuzz_seed

PAGE = "8-selection/"
LARGEST_SCRIPT = 10_000  # bytes, gzipped: the budget of this page
FULL = "task=vision&runs-on=phone&code=none&team=new&models=classic&must=serving&years=5"

# What a practitioner would answer, where to look first, the reasons that must appear, and which advice of the article
# is shown with what became of it.
SITUATIONS = {
    "a plant finder on a phone": (
        "task=vision&runs-on=phone&code=none", ["pytorch", "keras"],
        {"pytorch": ["standard-models-pytorch", "phone-pytorch"], "keras": ["phone-keras", "code-open"],
         "tensorflow": ["phone-tflite-ends"]},
        ["vision-speed", "device-neutral", "phone-unknown"], ["guide-tf-mobile"],
    ),
    "an assistant in production, for which 2019 said TensorFlow": (
        "task=language&runs-on=server&models=transformers", ["pytorch"],
        {"pytorch": ["transformers-pytorch", "vllm", "torchserve"],
         "tensorflow": ["transformers-others", "serving-general-tensorflow"]},
        ["language-speed", "serving-unknown"], ["guide-tf-scale", "guide-pt-edge"],
    ),
    "research on Google's TPUs, for which 2019 said TensorFlow": (
        "task=new-methods&runs-on=tpu", ["jax"],
        {"jax": ["tpu-jax", "gradients-jax", "papers-jax"], "pytorch": ["papers-pytorch", "tpu-xla"],
         "tensorflow": ["tpu-tensorflow"]},
        ["dynamic-neutral", "papers-unknown"], ["guide-tf-google", "guide-pt-research"],
    ),
    "varied hardware, AMD cards in the workstation, for which the article said TensorFlow": (
        "task=vision&must=other-gpu", ["pytorch"],
        {"pytorch": ["gpu-pytorch", "standard-models-pytorch"], "tensorflow": ["gpu-tensorflow"]}, ["accuracy-neutral"],
        ["guide-tf-hw"],
    ),
    "a TensorFlow model in service for five more years": (
        "runs-on=server&code=tensorflow&team=tensorflow&must=serving&years=5", ["tensorflow", "keras"],
        {"tensorflow": ["code-tensorflow-stays", "serving-tensorflow", "years-drift"],
         "keras": ["code-tensorflow-keras", "years-keras"]},
        ["serving-unknown", "years-unknown"], ["guide-tf-enterprise"],
    ),
    "recommendations in a shop, served by ourselves": (
        "task=recommender&runs-on=server", ["tensorflow", "pytorch", "keras"],
        {"tensorflow": ["serving-tensorflow", "serving-general-tensorflow"],
         "pytorch": ["serving-pytorch", "torchserve"]},
        ["recommender-unknown", "accuracy-neutral"], ["guide-tf-scale"],
    ),
    "a vibration sensor on a small chip": (
        "task=time-series&runs-on=microcontroller", ["tensorflow", "keras"],
        {"tensorflow": ["micro-tensorflow"], "pytorch": ["micro-pytorch"], "keras": ["micro-keras"]},
        ["time-series-speed", "micro-unknown", "device-neutral"], ["guide-tf-mobile"],
    ),
    "a first course for students": (
        "code=none&team=new", ["tensorflow", "pytorch", "keras"],
        {"keras": ["team-new-fit", "code-open"], "pytorch": ["team-new-debug", "team-new-pytorch-loop"],
         "jax": ["team-new-jax"]},
        ["team-new-unknown"], ["guide-pt-pythonic"],
    ),
    "a SavedModel called from a C++ program": (
        "models=saved&must=no-python", ["tensorflow"],
        {"tensorflow": ["saved-tensorflow", "no-python-tensorflow"],
         "pytorch": ["no-python-pytorch", "no-python-torchscript"]},
        [], ["guide-tf-enterprise"],
    ),
    "pretraining a language model on many machines, scale, for which the article said TensorFlow": (
        "task=language&must=many-machines", ["pytorch"],
        {"pytorch": ["scale-pytorch", "scale-elastic", "transformers-pytorch"],
         "tensorflow": ["scale-tensorflow", "scale-kubeflow"]},
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
        page.locator(f'.pills label:has([name="{question}"][value="{value}"])').click()


def said(page) -> str:
    return page.locator(".guide-bar .guide-first").evaluate("element => element.firstChild.textContent.trim()")


def text_of(page, selector: str) -> str:
    return " ".join(page.locator(selector).all_text_contents())


# --- ten situations ---
@pytest.mark.parametrize(("query", "first", "reasons", "beside", "advice"), SITUATIONS.values(), ids=SITUATIONS)
def test_a_situation_gets_its_answer_with_its_reasons(open_page, data, texts, query, first, reasons, beside, advice):
    page = opened(open_page)
    answer(page, query)
    assert said(page) == headline(tuple(first))
    assert address_of(page).endswith(f"?{query}")
    for framework, ids in reasons.items():
        shown = text_of(page, f"#guide-answer .candidate.is-{framework}")
        assert not [id for id in ids if texts[id] not in shown], framework
        assert page.locator(f"#guide-answer .candidate.is-{framework}").evaluate("fold => fold.open") == (
            framework in first
        )
    shown = text_of(page, "#guide-answer .reasons:not(.candidate .reasons)")
    assert not [id for id in beside if texts[id] not in shown]
    became = {row.claim_id: row.became for row in data.rows("guide_advice")}
    claims = data.by_id("claims")
    for id in advice:
        item = page.locator("#guide-answer .advice-list li", has_text=claims[id].claim)
        assert item.locator(".became").text_content() == became[id]
    assert not page.complaints


def test_each_reason_leads_to_what_it_rests_on_and_shows_its_verdict(open_page):
    page = opened(open_page, "task=audio&runs-on=tpu&must=onnx")
    for item in page.locator("#guide-answer .candidate .reason").all():
        links = item.locator(".reason-marks a")
        assert links.count() and re.search(
            r"claims/|ecosystem/#|4a-implementation/#", links.first.get_attribute("href")
        )
    assert page.locator("#guide-answer .reason-marks .verdict-outdated").count()
    page.locator("#guide-answer .is-pytorch summary").click()
    page.locator("#guide-answer .is-pytorch .reason-marks a", has_text="eco-torch-xla").click()
    page.wait_for_url("**/claims/eco-torch-xla/")


def test_advice_of_2019_is_marked_where_it_would_mislead(open_page):
    """Situations in which the article's rule would choose TensorFlow; the guide must not, and must say why."""
    misled = [
        query
        for query, first, _, _, advice in SITUATIONS.values()
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
    advice = guide.evaluate(made, dict(parse_qsl(query)))
    sides = {"for": advice.reasons_for, "against": advice.reasons_against}
    counted = {
        (side, id): [guide.weighed(rule, made.weights) for rule in sides[side][id]]
        for side in sides
        for id in CANDIDATES
    }
    unit = page.locator("#guide-answer .balance-for").first.bounding_box()["width"] / max(map(sum, counted.values()))
    for (side, id), counts in counted.items():
        blocks = page.locator(f"#guide-answer .balance-row.is-{id} .balance-{side} i")
        widths = blocks.evaluate_all("all => all.map((block) => block.getBoundingClientRect().width)")
        assert widths == pytest.approx([unit * count for count in counts], abs=1.5), (side, id)


# --- one engine ---
ENUMERATE = """async ([engine, first, second]) => {
  const { evaluate, inShort } = await import(engine);
  const guide = JSON.parse(document.querySelector(".guide").dataset.guide);
  const questions = Object.entries(guide.questions);
  const lines = [];
  const walk = (index, answers) => {
    if (index === questions.length) return lines.push(inShort(guide, evaluate(guide, answers)));
    const [question, values] = questions[index];
    const open = index === 0 ? [first] : index === 1 ? [second] : [null, ...values];
    for (const value of open) walk(index + 1, value ? { ...answers, [question]: value } : answers);
  };
  walk(0, {});
  return lines.join("\\n");
}"""


def combinations(made, fixed):
    """Every way to answer or skip the questions, the first being ``fixed``, in the order in which the browser walks."""
    choices = [(value,) for value in fixed] + [
        (None, *values) for values in list(made.questions.values())[len(fixed) :]
    ]
    for values in itertools.product(*choices):
        yield {question: value for question, value in zip(made.questions, values, strict=True) if value}


def of_the_day(all_of_them: list, share: int) -> list:
    """One in so many, others each day, or all with ``MUTATIONS=all``."""
    if os.environ.get("MUTATIONS") == "all":
        return all_of_them
    return random.Random(fuzz_seed()).sample(all_of_them, len(all_of_them) // share)


def test_combinations_of_answers_are_the_same_in_the_browser_and_in_the_build(open_page, site, made):
    """All ways that begin with one of a few pairs of first answers, others each day, all with ``MUTATIONS=all``."""
    page = opened(open_page)
    engine = f"{site.url}assets/guide-engine.js"
    first, second, *others = made.questions.values()
    pairs = list(itertools.product((None, *first), (None, *second)))
    rest = math.prod(len(values) + 1 for values in others)
    assert len(pairs) * rest > 250_000
    for fixed in of_the_day(pairs, 24):
        lines = page.evaluate(ENUMERATE, [engine, *fixed]).split("\n")
        expected = [guide.in_short(guide.evaluate(made, answers)) for answers in combinations(made, fixed)]
        assert lines == expected and len(lines) == rest, fixed


TIPS = """async ([engine, situations]) => {
  const { evaluate, inShort, tips } = await import(engine);
  const guide = JSON.parse(document.querySelector(".guide").dataset.guide);
  return situations.map(([answers, weights]) =>
    [inShort(guide, evaluate(guide, answers, weights)), tips(guide, answers, weights)]);
}"""


def test_what_tips_the_balance_and_other_weights_are_the_same_too(open_page, site, made):
    """Pairs of answers, with the default weights and with one criterion changed, a different one each time."""
    page = opened(open_page)
    pairs = [
        {one: a, other: b} for one, other in itertools.combinations(made.questions, 2)
        for a in made.questions[one] for b in made.questions[other]
    ]  # fmt: skip
    criteria = itertools.cycle(itertools.product(made.weights, (0, 1, 2, 3)))
    changed = [(answers, {}, dict([next(criteria)])) for answers in pairs]
    situations = [(answers, weights) for answers, *both in of_the_day(changed, 3) for weights in both]
    assert len(situations) > 300
    from_page = page.evaluate(TIPS, [f"{site.url}assets/guide-engine.js", situations])
    for (answers, weights), (line, tips) in zip(situations, from_page, strict=True):
        expected = guide.tips(made, answers, weights)
        assert line == guide.in_short(guide.evaluate(made, answers, weights)), (answers, weights)
        assert tips["hinges"] == expected.hinges
        for name in ("answers", "weights"):
            assert [(*tip[:2], tuple(tip[2])) for tip in tips[name]] == getattr(expected, name), (answers, weights)


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
        open_page, "runs-on=phone&colour=red&task=teleportation&code=none&weight-upkeep=huge&weight-luck=much&h=phone"
    )
    ignored = page.locator(".guide-ignored").text_content()
    assert ignored == (
        "Left out, because the guide does not know it: colour=red, task=teleportation, "
        "weight-upkeep=huge, weight-luck=much."
    )
    assert said(page) == headline(("pytorch", "keras")) or "Either" in said(page)
    answer(page, "task=vision")
    assert address_of(page).endswith("?task=vision&runs-on=phone&code=none")
    assert page.locator(".guide-ignored").text_content() == ""


@pytest.mark.parametrize("value", ["<img src=x onerror=alert(1)>", "constructor", "__proto__"])
def test_an_address_cannot_put_markup_into_the_page(open_page, value):
    page = ready(open_page(f"{PAGE}?{urlencode({'task': value, value: 'x', 'runs-on': 'phone'})}"))
    page.locator(".guide.is-answered").wait_for()
    assert page.locator(".guide img").count() == 0 and value in page.locator(".guide-ignored").text_content()
    assert not page.complaints


def test_what_tips_the_balance_can_be_tried(open_page):
    page = opened(open_page, "task=vision&runs-on=phone&code=none")
    tip = page.locator("#guide-answer .tips li", has_text="Look first at PyTorch").locator("a").first
    words = tip.text_content()
    tip.click()
    page.wait_for_function("location.search.split('&').length >= 3")
    assert said(page) == "Look first at PyTorch", words
    assert page.evaluate("document.activeElement.className") == "guide-first"  # the link is gone; the answer is next


def test_an_example_of_the_build_opens_in_the_guide(open_page, data, made):
    page = opened(open_page)
    for row in data.rows("guide_examples"):
        page.locator(f"#example-{row.id} .guide-open").click()
        assert said(page) == page.locator(f"#example-{row.id} > .guide-first").text_content()
        ours = page.locator("#guide-answer .candidate .reason-text").all_text_contents()
        assert ours == page.locator(f"#example-{row.id} .candidate .reason-text").all_text_contents()
        assert page.locator("#guide-answer .hinge").count() == page.locator(f"#example-{row.id} .hinge").count()
        tips = [
            page.locator(f"{place} .tips li").all_text_contents() for place in ("#guide-answer", f"#example-{row.id}")
        ]
        assert tips[0] == tips[1]


def test_the_guide_works_after_instant_navigation(open_page):
    page = open_page("7-momentum/")
    page.mouse.move(5, 5)
    page.wait_for_function("window.document$")
    page.locator("nav a", has_text="8 Selection guidelines").first.click()
    ready(page)
    answer(page, "must=windows")
    assert said(page) == "Look first at PyTorch" and not page.complaints


# --- a decision record ---
def test_copy_as_decision_record(open_page, texts, data):
    page = opened(open_page, "task=vision&runs-on=phone&code=none&weight-speed=nothing")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("button", has_text="Copy as decision record").click()
    page.locator(".guide-done", has_text="Decision record copied.").wait_for()
    record = page.evaluate("navigator.clipboard.readText()")
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    parts = re.split(r"^## ", record, flags=re.MULTILINE)
    names = [part.split("\n")[0] for part in parts]
    assert names[0] == "# Deep learning framework: PyTorch or Keras 3"
    assert names[1:4] == ["Context", "Options considered", "Decision"]
    assert names[4:] == ["What does not decide it", "What we do not know", "What would tip the balance", "Links"]
    assert f"* Date: {today}" in parts[0] and "* Status: proposed" in parts[0]
    assert "* Builds: Computer vision\n* Runs on: A phone\n* Existing code: None\n* Left open: Team" in parts[1]
    assert "Speed and accuracy counts nothing (default: little)" in parts[1]
    options = re.findall(r"^### (.*)$", parts[2], flags=re.MULTILINE)
    assert options == ["PyTorch (look here first)", "Keras 3 (look here first)", "TensorFlow", "JAX"]
    assert texts["phone-pytorch"] in parts[2] and "For:" in parts[2] and "Against:" in parts[2]
    assert re.search(r"\[holds: eco-torchvision\]\(http://\S+/claims/eco-torchvision/\)", parts[2])
    assert re.search(r"\[table: Mobile and edge runtime\]\(http://\S+/4a-implementation/#mobile-edge\)", parts[2])
    assert re.search(
        rf"{re.escape(texts['phone-pytorch'])} \(Reaching the target, clear, the answer hangs on it; \[", parts[2]
    )
    assert parts[3].startswith("Decision\n\nEither: PyTorch or Keras 3.")
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


def length(answer) -> int:
    listed = [rule for id in answer.first for rule in (*answer.reasons_for[id], *answer.reasons_against[id])]
    return sum(len(rule.reason) + 90 for rule in (*listed, *answer.neutral, *answer.unknown))


def test_an_answer_prints_on_one_page_even_the_longest(open_page, made):
    every = itertools.product(*made.questions.values())
    answered = (
        {question: value for question, value in zip(made.questions, values, strict=True)}
        for values in itertools.islice(every, 0, None, 101)
    )
    longest = sorted(answered, key=lambda answers: -length(guide.evaluate(made, answers)))[:3]
    for query in ["must=onnx", *map(urlencode, longest)]:
        page = opened(open_page, query)
        assert pages_of(page) == 1, query
    page.emulate_media(media="print")
    assert page.locator("#guide-answer .candidate").first.is_visible() and not page.locator(".guide-form").is_visible()
    assert page.locator(".guide-address").text_content().startswith(address_of(page))


# --- for everybody ---
def test_without_javascript_the_page_holds_every_reason_and_three_worked_examples(open_page, data, made, texts):
    page = open_page(PAGE, javascript=False)
    assert not page.locator(".guide-form").is_visible() and page.locator(".guide-plain").is_visible()
    assert page.locator("#guide-table tr[id^=rule-]:visible").count() == len(data.rows("guide_rules"))
    assert page.locator("#guide-table tr.group").count() == len(data.rows("guide_options"))
    for option in data.rows("guide_options"):
        words = page.locator(f"tr#{option.id}").text_content()
        assert option.why in words and re.search(r"Touches [A-Z]", words)
    assert page.locator(".guide-example").count() == 3
    for row in data.rows("guide_examples"):
        answers = dict(made.where[id] for id in row.options)
        advice = guide.evaluate(made, answers)
        shown = page.locator(f"#example-{row.id}")
        assert shown.locator(".guide-first").text_content() == headline(advice.first)
        for framework in CANDIDATES:
            ids = [rule.id for rule in (*advice.reasons_for[framework], *advice.reasons_against[framework])]
            assert shown.locator(f".candidate.is-{framework} .reason-text").all_text_contents() == [
                texts[id] for id in ids
            ]


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
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("[document.activeElement.name, document.activeElement.value]") == ["runs-on", "google-cloud"]
    for _ in range(40):
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
        ".guide-bar .guide-first", has_text="The guide did not load; the table below has every reason."
    ).wait_for()
