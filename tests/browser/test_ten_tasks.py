"""Ten questions of first-time readers: at most two clicks and one and a half screens each, at 1280 and at 390 pixels.

Each way starts on the home page. A click counts, and so does a search that is typed; whatever is clicked or read must
lie within one and a half screens of where the page then stands.
"""

import re

import pytest

SCREENS = 1.5
MOST_CLICKS = 2
SIZES = {"desk": (1280, 900), "phone": (390, 844)}


class Reader:
    """Somebody on a page, who counts clicks and how far down a screen has to be scrolled."""

    def __init__(self, page, size):
        self.page, self.clicks = page, 0
        self.width, self.height = size
        page.set_viewport_size({"width": self.width, "height": self.height})

    def within_reach(self, what):
        """The element, once it is there; how far down it begins is held to one and a half screens."""
        what = what.first
        what.wait_for()
        y = what.evaluate(
            "each => { const box = each.getBoundingClientRect(); return box.top + Math.min(box.height, 60) / 2; }"
        )
        assert 0 <= y <= SCREENS * self.height, (y, self.page.url)
        return what

    def click(self, selector):
        self.clicks += 1
        assert self.clicks <= MOST_CLICKS
        self.within_reach(self.page.locator(selector)).click()

    def search(self, words):
        """Types into the search and gives its first hit, which shows what the page says without a click on it."""
        self.clicks += 1
        if self.width < 960:
            self.page.locator("label[for=__search]").first.click()
        self.page.locator(".md-search__input").click()
        self.page.keyboard.type(words)
        return self.page.locator(".md-search-result__item").first

    def arrived(self, place):
        """Where an address names a part of the page, that part is on the screen: the browser goes there after it."""
        self.page.wait_for_url(re.compile(rf"/{place}(#.*)?(\?.*)?$"))
        self.page.wait_for_function("""
            () => {
              const part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
              const top = part?.getBoundingClientRect().top ?? 0;
              return top >= 0 && top <= innerHeight;
            }
        """)

    def reads(self, selector, pattern):
        """An element within reach that says it."""
        what = self.within_reach(self.page.locator(selector).filter(has_text=re.compile(pattern)))
        assert re.search(pattern, what.inner_text())


@pytest.fixture(params=SIZES, ids=SIZES)
def reader(request, open_page):
    width, height = SIZES[request.param]
    return Reader(open_page("", width=width), (width, height))


def test_which_is_faster_for_a_convolutional_network_on_a_cpu(reader):
    reader.click(".tiles a:has-text('Which takes less time?')")
    reader.arrived("4b-performance/")
    reader.reads(".answers-said", r"ResNet-20, training on a CPU, as written: .*(less time|unclear|tie) on [A-Z]")


def test_which_is_faster_on_a_gpu(reader):
    reader.click(".tiles a:has-text('Which takes less time?')")
    reader.arrived("4b-performance/")
    reader.page.locator(".answers select[name=device]").select_option("cuda")
    reader.clicks += 1
    reader.reads(".answers-said", r"ResNet-20, training on a GPU, as written: .* on [A-Z]")


def test_which_for_an_android_app(reader):
    reader.within_reach(reader.page.locator(".guide-begin select").nth(1)).select_option(label="An Android phone")
    reader.reads(".guide-begin output", r"TensorFlow|PyTorch|Keras|LiteRT")


def test_is_torchserve_alive(reader):
    hit = reader.search("is torchserve alive")
    said = re.compile(r"(archived|unmaintained|discontinued|dormant|ended)")
    hit.filter(has_text="TorchServe").filter(has_text=said).wait_for()  # hits change while words are still typed
    assert said.search(hit.inner_text()), hit.inner_text()


def test_the_mobile_story_now(reader):
    reader.click(".tiles a:has-text('Which for phones?')")
    reader.arrived("6-strongholds/")
    reader.reads(".in-short", r"LiteRT.*ExecuTorch")


def test_debugging_a_compiled_tensorflow_function(reader):
    hit = reader.search("debug tf.function")
    hit.locator("a").first.click()
    reader.clicks += 1
    reader.arrived("4c-experience/")
    reader.reads(".in-short", r"run_functions_eagerly\(True\)")


def test_how_many_papers_use_pytorch(reader):
    reader.reads(".tiles > div", r"Which does research use\?\s+\d+ to \d+")


def test_a_chart_for_a_wiki_that_stays_true(reader):
    reader.click(".tiles a:has-text('What do most install?')")
    reader.arrived("5-adoption/")
    reader.click(".fig-tools a:has-text('Share or embed')")
    reader.reads(".share-dialog pre", r"\[!\[")


def test_how_much_memory_each_takes(reader):
    reader.click(".tiles a:has-text('Which needs less memory?')")
    reader.arrived("4b-performance/")
    reader.reads("#bench-memory .fig-title", r"TensorFlow|PyTorch")


def test_what_changed_since_2025(reader):
    reader.click(".tiles a:has-text('What changed since 2025?')")
    reader.arrived("since-2025/")
    reader.reads(".numbers > div", r"\d+ and \d+")
    reader.reads(".numbers > div", r"\d+ of the \d+")
