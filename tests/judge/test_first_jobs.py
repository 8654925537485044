"""Which first jobs belong to a claim: those of the systems that it names."""

from __future__ import annotations

from sitedata.judge.first_jobs import of_claims
from sitedata.load.dataset import load_dataset
from tests import tiny
from tests.tiny import record

DECIDED_BY_CODE = {"kind": "probed", "verdict": "", "reason": "", "checked_against": ""}
CLAIMS = {
    "sentence": {"claim": "LiteRT runs on phones, as TensorFlow Lite did.", "scope": "2026"},
    "scope": {"claim": "It runs on phones.", "scope": "LiteRT, as of 2026"},
    "code-decides": {"claim": "It runs on phones.", "scope": "LiteRT, as of 2026", **DECIDED_BY_CODE},
    "code-decides-of-it": {"claim": "LiteRT runs on phones.", "scope": "2026", **DECIDED_BY_CODE},
    "without-a-job": {"claim": "TorchText splits words.", "scope": "2026"},
}


def test_a_claim_has_the_jobs_of_the_systems_that_it_names(tmp_path):
    systems = [
        *tiny.TINY["systems"],
        record("systems", id="torchtext", name="TorchText", successor="", status="archived", source_ids="s"),
    ]
    tables = {
        "systems": systems,
        "first_jobs": [record("first_jobs", system_id=id) for id in ("tensorflow-lite", "litert")],
        "claims": [record("claims", id=id, **row) for id, row in CLAIMS.items()],
    }
    found = of_claims(load_dataset(tiny.write(tmp_path / "data", **tables)))
    assert {id: [one.system.id for one in jobs] for id, jobs in found.items()} == {
        "sentence": ["litert", "tensorflow-lite"],
        "scope": ["litert"],
        "code-decides": [],
        "code-decides-of-it": ["litert"],
        "without-a-job": [],
    }
