"""What a reader asks the search for, and what comes first. Most ask the worker itself, all in one page."""

from __future__ import annotations

import pytest

from sitedata.check.dataset import checked_dataset

FIRST = {
    "which is faster for a cnn on a cpu": "4b-performance/",
    "is pytorch faster": "4b-performance/",
    "is pytorch faster than tensorflow": "4b-performance/",
    "What is faster, PyTorch or TensorFlow?": "4b-performance/",
    "tensorflow vs pytorch speed": "4b-performance/",
    "which trains faster": "4b-performance/",
    "benchmark": "4b-performance/",
    "which is faster on a gpu": "4b-gpu/",
    "pytorch gpu performance": "4b-gpu/",
    "which for an android app": "6-strongholds/#mobile-and-edge",
    "what should I use for an iphone app": "6-strongholds/#mobile-and-edge",
    "the mobile story now": "6-strongholds/#mobile-and-edge",
    "is torchserve alive": "ecosystem/torchserve/",
    "torchserve": "ecosystem/torchserve/",
    "torchserve deprecated": "ecosystem/torchserve/",
    "how do I debug a tf.function": "4c-experience/#debugging",
    "debug tf.function": "4c-experience/#debugging",
    "debugging tensorflow": "4c-experience/#debugging",
    "does pytorch dominate research": "7-momentum/",
    "how many research papers use pytorch": "5-adoption/#papers-what-researchers-name",
    "research papers": "5-adoption/#papers-what-researchers-name",
    "a chart for my wiki": "linking/",
    "how to cite this": "linking/",
    "how much memory does each take": "4b-performance/#memory",
    "memory": "4b-performance/#memory",
    "ram usage": "4b-performance/#memory",
    "gpu memory": "4b-gpu/#memory",
    "what changed since 2025": "changes/",
    "what changed": "changes/",
    "pytorch vs tensorflow": "",
    "pytorch or tensorflow?": "",
    "which is better, tensorflow or pytorch": "",
    "is tensorflow dead": "2-tensorflow/",
    "is tensorflow still maintained": "2-tensorflow/",
    "tensorflow": "2-tensorflow/",
    "pytorch": "3-pytorch/",
    "should I learn pytorch or tensorflow": "8-selection/",
    "which framework should a beginner choose": "8-selection/",
    "torch.compile": "ecosystem/torch-compile/",
    "tflite": "ecosystem/tensorflow-lite/",
    "tf lite": "ecosystem/tensorflow-lite/",
    "tf serving alive": "ecosystem/tensorflow-serving/",
    "tf serving": "ecosystem/tensorflow-serving/",
    "is tensorflow serving still maintained": "ecosystem/tensorflow-serving/",
    "executorch or litert?": "compare/litert-vs-executorch/",
    "jax vs pytorch": "compare/pytorch-vs-jax/",
    "instead of torchserve": "compare/instead-of-torchserve/",
    "keras": "ecosystem/keras/",
    "keras 3": "ecosystem/keras/",
    "tf.keras": "ecosystem/tf-keras/",
    "jax": "ecosystem/jax/",
    "onnx": "ecosystem/onnx/",
    "onnx runtime": "ecosystem/onnxruntime/",
    "tensorboard": "ecosystem/tensorboard/",
    "tensorflow.js": "ecosystem/tensorflow-js/",
    "tfjs": "ecosystem/tensorflow-js/",
    "tensorflow hub": "ecosystem/tensorflow-hub/",
    "torchscript": "ecosystem/torchscript/",
    "pytorch lightning": "ecosystem/pytorch-lightning/",
    "hugging face": "ecosystem/transformers/",
    "coral": "ecosystem/coral/",
    "litert": "ecosystem/litert/",
    "executorch": "ecosystem/executorch/",
    "vllm": "ecosystem/vllm/",
    "mixed precision": "comparison/mixed-precision/",
    "install on windows": "comparison/windows-gpu/",
    "tensorflow gpu windows": "comparison/windows-gpu/",
    "does it run on a mac": "comparison/gpu-vendors/",
    "amd gpu": "comparison/gpu-vendors/",
    "in the browser": "comparison/browser/",
    "run in a browser": "comparison/browser/",
    "microcontroller": "comparison/microcontrollers/",
    "which for a microcontroller": "comparison/microcontrollers/",
    "llm": "comparison/llm-serving/",
    "serve an llm": "comparison/llm-serving/",
    "fine-tune an llm": "comparison/fine-tuning/",
    "release dates": "9-outlook/",
    "when is the next release": "9-outlook/",
    "license": "comparison/licence/",
    "licence": "comparison/licence/",
    "python 3.14": "comparison/python-versions/",
    "default execution": "comparison/default-execution/",
    "multi gpu training": "comparison/data-parallel/",
    "convert tensorflow to pytorch": "comparison/interoperability/",
    "switch from tensorflow to pytorch": "8c-already/",
    "which is more popular": "5-adoption/",
    "downloads": "5-adoption/",
    "accuracy": "4b-performance/#accuracy",
    "how was this measured": "methods/",
    "deployment": "6-strongholds/",
    "conclusion": "10-conclusion/",
    "json api": "api/",
    "save a model": "comparison/serialization/",
    "inference speed": "4b-performance/#general-speed",
    "computer vision": "comparison/domain-libraries/",
    "who owns pytorch": "comparison/governance/",
}
"""What somebody types → the address of the first hit, of a page or of a section."""
PARTS = {
    "GradientTape Tape Gradient tf.GradientTape": "comparison/autodiff/",
    "GradScaler Scaler torch.amp.GradScaler autocast torch.autocast": "comparison/mixed-precision/",
    "tf.function function": "comparison/graph-capture/",
    "torch.compile compile": "ecosystem/torch-compile/",
    "torch_xla xla": "ecosystem/pytorch-xla/",
    "ai-edge-litert litert": "ecosystem/litert/",
    "DistributedDataParallel Parallel": "4c-experience/#distributed-training",
    "SavedModel Saved": "comparison/serialization/",
}
"""A name in code and its parts → where it is among what is found."""
ASK = """async (questions) => {
  const config = JSON.parse(document.getElementById("__config").textContent);
  const index = await (await fetch(new URL("search/search_index.json", new URL(config.base, location)))).json();
  const worker = new Worker(new URL(config.search, location));
  const said = (message) => new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(message);
  });
  await said({ type: 0, data: { ...index, options: { suggest: false } } });
  const answers = {};
  for (const question of questions) {
    const { data } = await said({ type: 2, data: question });
    answers[question] = data.items.map((group) => group.map(({ location, text, terms }) => (
      { location, text, terms })));
  }
  worker.terminate();
  return answers;
}"""


@pytest.fixture(scope="module")
def ask(contexts, site):
    """``ask([question, …])`` → for each the hits: groups of hits on one page, the best first."""
    page = contexts[True].new_page()
    page.goto(site.url)
    yield lambda questions: page.evaluate(ASK, list(questions))
    page.close()


@pytest.fixture(scope="module")
def rows(site):
    return checked_dataset(site.tree / "data").rows


def firsts(answers):
    return {question: groups[0][0]["location"] if groups else None for question, groups in answers.items()}


def wrong(answers, expected):
    found = firsts(answers)
    return {question: (found[question], wanted) for question, wanted in expected.items() if found[question] != wanted}


def test_the_right_page_is_first(ask):
    assert len(FIRST) >= 60
    assert wrong(ask(FIRST), FIRST) == {}


def test_every_best_bet_is_first_for_its_own_words(ask, rows):
    expected = {row.words: row.page.removeprefix("./") for row in rows("best_bets")}
    assert wrong(ask(expected), expected) == {}


def test_every_system_is_first_for_its_name_and_for_a_question_about_it(ask, rows):
    bets = {row.words: row.page for row in rows("best_bets")}
    expected = {
        asked.format(row.name): f"ecosystem/{row.id}/"
        for row in rows("systems")
        for asked in ("{}", "is {} still maintained?")
        if row.name.lower() not in bets
    }
    assert wrong(ask(expected), expected) == {}


def test_sections_come_before_claims_rows_and_figures(ask):
    """Without a best bet, too: the words of none of these are in the table of them."""
    questions = ("oneDNN", "threads", "downloads per month", "nnU-Net")
    for question, groups in ask(questions).items():
        assert groups[0][0]["location"].split("/")[0][:1].isdigit(), question


def test_a_hit_shows_a_few_words_and_never_a_missing_one_that_does_not_matter(ask):
    (groups,) = ask(["is pytorch faster"]).values()
    assert all(len(hit["text"].split()) < 50 for group in groups for hit in group)
    assert not [term for term, found in groups[0][0]["terms"].items() if not found]


def test_a_name_in_code_is_found_whole_and_by_each_part_in_any_case(ask):
    asked = {name: page for names, page in PARTS.items() for name in names.split()}
    found = ask([*asked, *map(str.lower, asked)])
    assert {
        name: page
        for name, page in (asked | {name.lower(): page for name, page in asked.items()}).items()
        if not any(hit["location"].startswith(page) for group in found[name] for hit in group)
    } == {}
    assert not any(hit.get("tags") for groups in found.values() for group in groups for hit in group)


def test_half_a_word_finds_what_begins_with_it(ask):
    (groups,) = ask(["torchser"]).values()
    assert groups[0][0]["location"] == "ecosystem/torchserve/"


def test_signs_mean_what_they_mean_to_the_theme(ask):
    answers = ask(["+torchserve +triton", "torchserve -triton"])
    both, without = (
        {hit["location"] for group in groups for hit in group if hit["terms"]} for groups in answers.values()
    )
    assert both and without and not both & without


# --- in the page ---
def found(page, words):
    page.locator(".md-search__input").fill(words)
    page.keyboard.press("End")  # the theme asks when a key is let go


def first_is(page, address):
    page.wait_for_function(
        "end => document.querySelector('.md-search-result__link')?.href.split(/[?#]/)[0].endsWith(end)", arg=address
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_a_hit_says_where_it_stands_in_words(open_page, width):
    page = open_page(width=width)
    page.keyboard.press("/")
    found(page, "is torchserve alive")
    first_is(page, "/ecosystem/torchserve/")
    title = page.locator(".md-search-result__link h1").first
    assert title.inner_text().split() == ["TorchServe", "archived"]
    assert title.locator(".status-archived").evaluate("node => getComputedStyle(node, '::before').content").strip('" ')
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not page.complaints


def test_the_enter_key_leads_to_the_section_that_answers(open_page):
    page = open_page("claims/")
    page.keyboard.press("/")
    found(page, "how much memory does each take")
    first_is(page, "/4b-performance/")
    page.keyboard.press("Enter")
    page.wait_for_function("location.pathname.endsWith('/4b-performance/') && location.hash === '#memory'")
