"""On which system and Python a release installs, and which companion suits it: by rows as an index would fill them."""

import pytest

from sitedata.check.dataset import checked_dataset
from sitedata.judge.fitting import Fits, parted
from sitedata.load.canonical import order_of
from sitedata.schema.tables import TABLES, System
from tests.tiny import TINY, record, write

LINUX, MAC, WINDOWS = "linux-x86-64", "macos-arm64", "windows-x86-64"
EVERY = ["linux-arm64", LINUX, MAC, "macos-x86-64", "windows-arm64", WINDOWS]


def build(package, version, wheels, requires="", **cells):
    about = {"gpu_extras": "", "tpu_extras": "", "cuda": "", "cudnn": "", "requires_python": ""} | cells
    return (
        record(
            "builds", package=f"pkg:pypi/{package}", version=version, wheels=wheels, requires=requires, source_id="s"
        )
        | about
    )


def framework(id, package):
    return TINY["frameworks"][0] | {"id": id, "name": id, "package": f"pkg:pypi/{package}"}


@pytest.fixture
def fits(tmp_path):
    def of(*builds, companions=(), trials=()):
        tables = {
            "frameworks": [framework("pytorch", "torch"), framework("jax", "jax")],
            "companions": [
                record("companions", package=f"pkg:pypi/{name}", framework=beside)
                for name, beside in (("jaxlib", "jax"), *sorted(companions))
            ],
            "builds": sorted(builds, key=lambda row: order_of(row, TABLES["builds"])),
            "fit_trials": list(trials),
            "releases": [],
        }
        return Fits(checked_dataset(write(tmp_path / "data", **tables)))

    return of


TORCH = build("torch", "2.15.0", f"{LINUX}@2.28=3.11,3.12 {MAC}@14.0=3.12", requires_python=">=3.11")


def where(one):
    return {place.platform: place.pythons for place in one.places}


def test_a_release_installs_where_it_has_a_wheel_for_the_python(fits):
    (one,) = fits(TORCH).of["pytorch"]
    assert where(one) == {LINUX: ("3.11", "3.12"), MAC: ("3.12",)}
    assert one.installs(LINUX, "3.11") and not one.installs(MAC, "3.11") and not one.installs(WINDOWS, "3.12")
    assert [place.needed for place in one.places] == ["glibc 2.28 or later", "macOS 14.0 or later"]


def test_a_wheel_for_a_python_that_the_release_refuses_does_not_count(fits):
    (one,) = fits(TORCH.copy() | {"requires_python": ">=3.12"}).of["pytorch"]
    assert where(one)[LINUX] == ("3.12",)


def test_a_stable_interface_is_for_later_pythons_and_no_compiled_code_for_every_system(fits):
    known = fits(
        TORCH,
        build("torch", "2.14.0", f"{LINUX}=3.12+"),
        build("torch", "2.13.0", "any", requires_python=">=3.12"),
        build("torch", "1.0.0", f"{LINUX}=3.9"),
    ).of["pytorch"]
    assert [one.build.version for one in known] == ["2.15.0", "2.14.0", "2.13.0", "1.0.0"]
    assert where(known[1]) == {LINUX: ("3.12",)}
    assert where(known[2]) == dict.fromkeys(EVERY, ("3.12",))


def test_a_release_without_a_wheel_is_left_out(fits):
    assert fits(build("torch", "0.9.0", "")).of["pytorch"] == ()


def test_a_framework_whose_wheel_is_for_all_installs_where_its_compiled_part_does(fits):
    """The newest that the release accepts; a candidate counts as any other that it names."""
    (one,) = fits(
        build("jax", "0.6.0", "any", "jaxlib<=0.6.0,>=0.5.0", requires_python=">=3.11"),
        build("jaxlib", "0.6.1", f"{LINUX}=3.12,3.13"),
        build("jaxlib", "0.6.0", f"{LINUX}@2.27=3.10,3.11,3.12"),
        build("jaxlib", "0.5.0", f"{WINDOWS}=3.11"),
    ).of["jax"]
    assert where(one) == {LINUX: ("3.11", "3.12")} and one.places[0].needs == "2.27"
    assert one.companions == ()


def test_a_companion_suits_if_it_names_the_framework_and_accepts_the_release(fits):
    companions = [("torchvision", "pytorch"), ("torchtext", "pytorch")]
    (one,) = fits(
        TORCH,
        build("torchvision", "0.31.0", f"{LINUX}=3.11,3.12", "torch==2.16.0"),
        build("torchvision", "0.30.1", f"{LINUX}=3.12", "torch==2.15.0"),
        build("torchvision", "0.30.0", f"{LINUX}=3.11,3.12 {MAC}=3.12", "torch==2.15.0"),
        build("torchvision", "0.29.0", f"{LINUX}=3.11", "torch==2.15.0"),
        build("torchtext", "0.18.0", f"{LINUX}=3.11", "numpy"),
        companions=companions,
    ).of["pytorch"]
    (vision,) = one.companions
    assert vision.versions == {"0.30.1": ((LINUX, "3.12"),), "0.30.0": ((LINUX, "3.11"), (MAC, "3.12"))}
    assert (vision.name, vision.newest, vision.bound) == ("torchvision", "0.30.1", True)


def test_what_a_companion_said_before_it_named_no_framework_says_nothing(fits):
    (one,) = fits(
        TORCH,
        build("torchao", "0.18.0", f"{LINUX}=3.12"),
        build("torchao", "0.2.0", f"{LINUX}=3.12", "torch"),
        build("timm", "1.0.0", "any", "torch>=2.0", requires_python=">=3.11"),
        companions=[("timm", "pytorch"), ("torchao", "pytorch")],
    ).of["pytorch"]
    assert [(suits.name, suits.bound) for suits in one.companions] == [("timm", False)]


@pytest.mark.parametrize("asked", ["torch==2.14.0", "torch~=2.14.0", "torch<2.15", "torch==2.14.*,>=2"])
def test_a_companion_for_an_older_release_is_behind_whatever_it_once_said(fits, asked):
    (one,) = fits(
        TORCH,
        build("torchrec", "1.5.0", f"{LINUX}=3.12", asked),
        build("torchrec", "0.1.0", f"{LINUX}=3.12", "torch>=1.0"),
        companions=[("torchrec", "pytorch")],
    ).of["pytorch"]
    assert one.companions == () and [(late.name, late.version) for late in one.behind] == [("torchrec", "1.5.0")]


def test_a_companion_whose_own_companion_is_behind_is_behind(fits):
    (one,) = fits(
        TORCH,
        build("forests", "1.0.0", "any", "torch==2.14.0", requires_python=">=3.11"),
        build("browsers", "4.0.0", "any", "forests>=1.0 torch>=2.0", requires_python=">=3.11"),
        companions=[("browsers", "pytorch"), ("forests", "pytorch")],
    ).of["pytorch"]
    assert one.companions == () and {late.name for late in one.behind} == {"browsers", "forests"}


@pytest.mark.parametrize(("status", "asked", "listed"), [
    ("archived", "torch>=2.3", []), ("active", "torch>=2.3", [("text", False)]),
    ("archived", "torch==2.15.0", [("text", True)]),
    ("active", "torch<3,>=2", [("text", False)]), ("active", "torch<2.16", [("text", True)]),
])  # fmt: skip
def test_what_nobody_keeps_up_and_accepts_all_later_releases_is_left_out(fits, status, asked, listed):
    systems = [row | {"package": "", "no_release_because": "None."} for row in TINY["systems"]]
    systems[1] |= {"package": "pkg:pypi/text", "no_release_because": "", "status": status, "package_because": "It is."}
    known = fits(
        TORCH,
        build("text", "0.18.0", "any", asked, requires_python=">=3.11"),
        companions=[("text", "pytorch")],
    )
    object.__setattr__(known.data.tables["systems"], "rows", [System(**row) for row in systems])
    (one,) = known.of["pytorch"]
    assert [(suits.name, suits.bound) for suits in one.companions] == listed and one.behind == ()


def test_the_oldest_driver_is_that_of_the_cuda_that_a_release_names(fits):
    known = fits(TORCH | {"cuda": "13.2.2"}, build("torch", "2.1.0", f"{LINUX}=3.11", cuda="12.5.82+")).of["pytorch"]
    assert [one.driver for one in known] == ["580.65.06", ""]


def test_what_it_asks_of_numpy_and_others_is_told_as_it_says_it(fits):
    (one,) = fits(build("torch", "2.15.0", f"{LINUX}=3.12", "numpy>=1.26 protobuf sympy>=1.13")).of["pytorch"]
    assert one.ranges == {"numpy": ">=1.26", "protobuf": "any"}


@pytest.mark.parametrize(
    ("python", "outcome", "agrees"),
    [("3.12", "fits", True), ("3.12", "does-not-fit", False), ("3.13", "does-not-fit", True), ("3.13", "fits", False)],
)
def test_a_resolver_agrees_where_it_says_what_the_metadata_let_expect(fits, python, outcome, agrees):
    trial = record("fit_trials", version="2.15.0", python=python, platform=LINUX, outcome=outcome)
    (tried,) = fits(TORCH, trials=[trial | {"problem": "" if outcome == "fits" else "no wheel"}]).trials
    assert tried.agrees is agrees


def test_wheels_are_taken_apart():
    assert parted(f"{LINUX}@2.28=3.11,3.12 {WINDOWS}=3.9+") == [
        (LINUX, "2.28", ("3.11", "3.12")),
        (WINDOWS, "", ("3.9+",)),
    ]
    assert parted("any") == parted("") == parted(None) == []


def test_the_newest_of_each_is_the_first_of_all(fits):
    known = fits(build("torch", "2.16.0", ""), TORCH, build("torch", "2.1.0", f"{LINUX}=3.11"))
    assert known.newest == {id: many[0] for id, many in known.of.items() if many}
