"""The search reads prose: what is left out ends where its own element ends, whatever is nested in it."""

import pytest

from sitedata.publish.search_text import read_by_search

LEFT_OUT = {
    "what is marked": "<details data-search-exclude><p>no</p></details>",
    "elements of the same kind within it": "<div data-search-exclude><div>no</div><div>no</div>no</div>",
    "a drawing": '<svg viewBox="0 0 1 1"><g><text>no</text><path d="M0 0"/></g></svg>',
    "notes": '<div class="footnote"><hr><ol><li id="fn:a"><p>no</p></li></ol></div>',
    "the number of a note": '<sup id="fnref:a"><a href="#fn:a">no</a></sup>',
    "its second one": '<sup id="fnref2:a"><a href="#fn:a">no</a></sup>',
    "texts to copy": '<section class="share" id="share"><h2>no</h2><pre><code>no</code></pre></section>',
    "that it wants a second look": '<small class="stale"><a href="a">no</a></small>',
    "tools": '<form class="fig-views"><label><input name="a"> no</label></form><button type="button">no</button>',
    "a list of sources": '<ul class="evidence"><li>no<ul><li>no</li></ul></li></ul>',
    "an open element within it": "<p data-search-exclude>no<img src='a'><br>no</p>",
}


@pytest.mark.parametrize("element", LEFT_OUT.values(), ids=LEFT_OUT)
def test_is_left_out(element):
    assert "".join(read_by_search(f"<p>yes</p>{element}<p>too</p>").split()) == "<p>yes</p><p>too</p>"


@pytest.mark.parametrize(
    "kept",
    [
        "",
        '<h2 id="a">A &amp; B<a class="headerlink" href="#a">&para;</a></h2><p>1 &lt; 2 &#8212; <code>x</code></p>',
        '<figure><figcaption class="evidence-like">Said.</figcaption></figure>',
        "<p>an <em>unclosed <strong>pair</em></strong></p>",
    ],
)
def test_everything_else_stays_as_it_is(kept):
    assert read_by_search(kept).replace("</figcaption> ", "</figcaption>") == kept


def test_words_that_stand_apart_stay_apart():
    assert read_by_search("<dl><dt>Kept by</dt><dd>Google</dd></dl>") == "<dl><dt>Kept by</dt> <dd>Google</dd> </dl>"
    assert read_by_search("a<svg>no</svg>b") == "a b"


def test_a_note_leaves_no_gap_before_a_full_stop():
    assert read_by_search('so<sup id="fnref:a">1</sup>.') == "so."
