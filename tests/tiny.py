"""The smallest data set that is good, made of the schema's own good examples."""

import csv
import hashlib

from sitedata.load.archive import INDEXES, KeptFile
from sitedata.publish.data_package import rows_csv
from sitedata.schema.protocol.conversions import MODELS
from sitedata.schema.tables import TABLES, columns_of

EXCEPTIONS = ("part_of", "extras", "package_because", "fact", "ended", "yanked", "from_version")


def record(table, **changes):
    """A row from the schema's own good examples, with the given cells; exceptions are empty."""
    examples = {name: field.examples[0] for name, field in TABLES[table].model_fields.items()}
    return examples | {name: "" for name in EXCEPTIONS if name in examples} | changes


TINY = {
    "frameworks": [record("frameworks", source_ids="s")],
    "sources": [record("sources", id="s", published="2026-06-30")],
    "comparison_criteria": [record("comparison_criteria")],
    "comparison": [
        record("comparison", framework="tensorflow", empty_because="", source_ids="s"),
        record("comparison", framework="pytorch", empty_because="", source_ids="s"),
        record("comparison", framework="keras-jax", text="", source_ids=""),
    ],
    "systems": [
        record(
            "systems",
            status="renamed",
            successor="litert",
            package="pkg:pypi/torch",
            no_release_because="",
            source_ids="s",
        ),
        record("systems", id="litert", name="LiteRT", status="active", successor="", package="", source_ids="s"),
    ],
    "side_by_side": [record("side_by_side")],
    "releases": [
        record("releases", source_id="s"),
        record("releases", version="2.14.0rc1", prerelease="yes", source_id="s"),
    ],
    "packages": [record("packages", addresses="https://github.com/google-ai-edge/LiteRT", source_id="s")],
    "advisories": [record("advisories", package="pkg:pypi/torch", source_id="s")],
    "turning_releases": [],
    "events": [record("events", systems="", lost_by="", source_ids="s")],
    "adoption": [record("adoption", source_id="s")],
    "linked_papers": [record("linked_papers", source_id="s")],
    "listed_downloads": [record("listed_downloads", source_id="s")],
    "papers": [record("papers", source_id="s")],
    "studies": [record("studies", source_ids="s")],
    "published_results": [
        record("published_results", id="one", source_id="s"),
        record("published_results", id="two", framework="tensorflow", source_id="s"),
    ],
    "study_hits": [record("study_hits")],
    "claims": [
        record("claims", id="one"),
        record("claims", id="two", kind="measured", verdict="", reason="", checked_against=""),
        record("claims", id="three", kind="probed", verdict="", reason="", checked_against=""),
    ],
    "claim_evidence": [record("claim_evidence", claim_id="one", source_id="s")],
    "claim_rules": [record("claim_rules", claim_id="two", at_most="")],
    "claim_probes": [record("claim_probes", claim_id="three")],
    "probes": [record("probes")],
    "release_answers": [],
    "release_accuracy": [],
    "study_times": [],
    "package_probes": [record("package_probes", package="pkg:pypi/torch", module="")],
    "first_jobs": [record("first_jobs", system_id="tensorflow-lite")],
    "verdict_log": [record("verdict_log", claim_id="one")],
    "searches": [record("searches", claim_id="one")],
    "readings": [record("readings") | {"table": "claims", "row": "one", "outcome": "agrees", "change": ""}],
    "environments": [],
    "redirects": [record("redirects", moved_to="about/")],
    "best_bets": [],
    "disputes": [record("disputes")],
    "link_checks": [record("link_checks")],
    "archived_copies": [],
    "guide_questions": [record("guide_questions")],
    "guide_options": [
        record("guide_options", formerly=""),
        record("guide_options", id="runs-on-server", title="A server", formerly=""),
    ],
    "guide_criteria": [record("guide_criteria")],
    "guide_rules": [
        record("guide_rules", claims="one", rows="", unless="", fact="", source_ids=""),
        record(
            "guide_rules",
            id="server",
            when="runs-on-server",
            frameworks="pytorch",
            claims="",
            verdicts="",
            rows="",
            unless="",
            fact="",
            source_ids="",
        ),
    ],
    "guide_advice": [],
    "guide_situations": [],
    "routes": [],
    "model_sources": [],
    "fits": [],
    "conversion_ways": [record("conversion_ways", probes="", source_ids="s")],
    "conversions": [record("conversions", model=model, finding="") for model in MODELS],
    "ends": [record("ends", systems="", source_ids="s")],
    "cuda_drivers": [record("cuda_drivers", source_ids="s")],
    "companions": [record("companions")],
    "builds": [record("builds", source_id="s")],
    "fit_trials": [record("fit_trials", problem="")],
}


def write(folder, **tables):
    """``TINY`` as CSV files, some of its tables replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (TINY | tables).items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns_of(TABLES[name]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def archive(folder, files, addresses=(), since="2026-11-24"):
    """An archive that keeps contents by address, and lists addresses.

    For an address that comes twice, the first content counts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        KeptFile(address=address, sha256=hashlib.sha256(content).hexdigest(), since=since) for address, content in files
    ]
    for row, (_, content) in zip(rows, files, strict=True):
        (folder / row.object).parent.mkdir(parents=True, exist_ok=True)
        (folder / row.object).write_bytes(content)
    listed = [{"address": address, "since": since} for address in addresses]
    for name, records in (("files.csv", [row.model_dump(mode="json") for row in rows]), ("addresses.csv", listed)):
        (folder / name).write_text(rows_csv(records, columns_of(INDEXES[name])), encoding="utf-8")
    return folder


def changed(table, row, **cells):
    """A table of ``TINY`` with some cells of one row (counted from 0) replaced."""
    return {table: [before | cells if number == row else before for number, before in enumerate(TINY[table])]}
