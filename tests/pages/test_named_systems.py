"""Names of systems in a row's text lead to their pages, and a status that is not active stands beside the name."""

import pytest

from sitedata.judge.edition import Edition
from sitedata.load.dataset import load_dataset
from sitedata.pages.fragments import Fragments
from tests.tiny import TINY, record, write


@pytest.fixture
def shown(tmp_path):
    systems = [
        TINY["systems"][0] | {"name": "TensorFlow Lite"},
        TINY["systems"][1] | {"name": "LiteRT"},
        record(
            "systems", id="tflm", name="TensorFlow Lite for Microcontrollers (TFLM)", status="dormant", successor="",
            package="", source_ids="s",
        ),
        record(
            "systems", id="torch-compile", name="torch.compile", status="active", successor="", package="",
            source_ids="s",
        ),
    ]  # fmt: skip
    fragments = Fragments(Edition(load_dataset(write(tmp_path / "data", systems=systems))))
    return lambda text: str(fragments.with_systems(text, "../"))


LITE = '<a class="system" href="../ecosystem/tensorflow-lite/">TensorFlow Lite</a>'
TEXTS = {
    "renamed": ("TensorFlow Lite runs it.", f'{LITE} <span class="status-beside">renamed</span> runs it.'),
    "active, without a mark": ("LiteRT!", '<a class="system" href="../ecosystem/litert/">LiteRT</a>!'),
    "the longest name": (
        "TensorFlow Lite for Microcontrollers.",
        '<a class="system" href="../ecosystem/tflm/">TensorFlow Lite for Microcontrollers</a>'
        ' <span class="status-beside">dormant</span>.',
    ),
    "the name in brackets": (
        "TFLM",
        '<a class="system" href="../ecosystem/tflm/">TFLM</a> <span class="status-beside">dormant</span>',
    ),
    "only once": (
        "TensorFlow Lite, TensorFlow Lite.",
        f'{LITE} <span class="status-beside">renamed</span>, TensorFlow Lite.',
    ),
    "a part of a word": ("LiteRTs, xLiteRT, LiteRT.js, LiteRT-x", "LiteRTs, xLiteRT, LiteRT.js, LiteRT-x"),
    "characters of HTML": ("<b> & LiteRT", '&lt;b&gt; &amp; <a class="system" href="../ecosystem/litert/">LiteRT</a>'),
    "no name": ("Nothing.", "Nothing."),
    "code": ("model.save() & tf.data", "<code>model.save()</code> &amp; <code>tf.data</code>"),
    "code with characters of HTML": ('f("<b>") runs', "<code>f(&#34;&lt;b&gt;&#34;)</code> runs"),
    "a name that is code": (
        "Then torch.compile runs.",
        'Then <a class="system" href="../ecosystem/torch-compile/"><code>torch.compile</code></a> runs.',
    ),
    "a name inside longer code": ("torch.compile(LiteRT)", "<code>torch.compile(LiteRT)</code>"),
    "long code, with places to break it on a phone": (
        "torch.use_deterministic_algorithms(True)",
        "<code>torch.<wbr>use_<wbr>deterministic_<wbr>algorithms(<wbr>True)</code>",
    ),
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS)
def test_text(shown, text, expected):
    assert shown(text) == expected
