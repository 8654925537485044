"""What fits together: a choice is answered in one sentence, with the line to type, and stays in the address."""

from __future__ import annotations

import json

import pytest

from sitedata.pages.fitting import BY_ROUTE
from sitedata.schema.names import NAMES

PAGE = "what-fits/"


def said(page) -> str:
    return page.inner_text(".fits .answers-said")


def choose(page, **chosen: str) -> None:
    """One after another, as a reader does, each until the address holds it."""
    for name, value in chosen.items():
        page.select_option(f".fits [name={name}]", value)
        page.wait_for_function(
            "([name, value]) => new URLSearchParams(location.search).get(name) === value", arg=[name, value]
        )


@pytest.fixture(scope="module")
def releases(site) -> list[dict]:
    return json.loads((site.folder / "api/v1/fits.json").read_text(encoding="utf-8"))["releases"]


def one_that(releases, **wanted) -> tuple[dict, dict]:
    """The first release and place of a framework that has it."""
    return next(
        (release, place)
        for release in releases
        if release["framework"] == wanted["framework"] and (not wanted.get("gpu") or release["gpu_extras"])
        for place in release["places"]
        if place["platform"] == wanted["platform"]
    )


def test_before_anything_is_chosen_the_newest_is_answered_and_nothing_fetched(open_page, site, releases):
    page = open_page(PAGE)
    newest, place = one_that(releases, framework="pytorch", platform="linux-x86-64")
    assert said(page) == f"PyTorch {newest['version']} installs on Python {place['pythons'][-1]}, Linux on x86-64."
    assert page.inner_text(".fits-line") == f'python{place["pythons"][-1]} -m pip install "torch=={newest["version"]}"'
    assert not [url for url in page.requested if "fits.json" in url]


def test_a_choice_is_answered_and_its_address_opens_it_again(open_page, releases):
    page = open_page(PAGE)
    release, place = one_that(releases, framework="tensorflow", platform="linux-x86-64", gpu=True)
    python = place["pythons"][0]
    choose(page, framework="tensorflow", release=release["version"], python=python, accelerator="nvidia")
    line = f'python{python} -m pip install "tensorflow[and-cuda]=={release["version"]}"'
    for shown in (page, open_page(page.url.split("/wiki/frameworks/")[1])):
        shown.wait_for_function("line => document.querySelector('.fits-line').textContent === line", arg=line)
        assert said(shown) == f"TensorFlow {release['version']} installs on Python {python}, Linux on x86-64."
        assert "Brings CUDA" in shown.inner_text(".fits-facts") and shown.complaints == []
        assert f"Asks for NumPy {release['numpy']}." in shown.inner_text(".fits-facts")
        suiting = [one for one in release["companions"] if not one["only_on"]]
        assert all(one["package"].removeprefix("pkg:pypi/") in shown.inner_text(".fits-beside") for one in suiting)


def test_what_does_not_install_says_why_and_what_does(open_page, releases):
    page = open_page(PAGE)
    release, place = one_that(releases, framework="tensorflow", platform="windows-x86-64")
    choose(page, framework="tensorflow", release=release["version"], system="windows-x86-64", python="3.7")
    assert said(page) == f"TensorFlow {release['version']} has no wheel for Python 3.7, Windows on x86-64."
    assert not page.is_visible(".fits-line") and page.inner_text(".fits-beside") == ""
    facts = page.inner_text(".fits-facts")
    assert f"On this system it is for Python {', '.join(place['pythons'])}." in facts
    older = next(
        one["version"]
        for one in releases
        if one["framework"] == "tensorflow"
        and any(each["platform"] == "windows-x86-64" and "3.7" in each["pythons"] for each in one["places"])
    )
    assert f"For Python 3.7 on this system the newest release is {older}." in facts


def test_another_framework_brings_its_own_releases(open_page, releases):
    page = open_page(PAGE)
    both = {one["version"] for one in releases if one["framework"] == "keras"}
    pytorch = [one["version"] for one in releases if one["framework"] == "pytorch" and one["version"] in both]
    choose(page, release=pytorch[-1])
    assert said(page).startswith(f"PyTorch {pytorch[-1]} ")
    choose(page, framework="keras")  # which has a release of that number too
    assert said(page).startswith(f"Keras {next(one['version'] for one in releases if one['framework'] == 'keras')} ")
    choose(page, framework="jax")
    offered = page.eval_on_selector_all(".fits [name=release] option", "all => all.map(each => each.value)")
    assert offered == [one["version"] for one in releases if one["framework"] == "jax"]
    assert said(page).startswith(f"JAX {offered[0]} ")


def test_another_accelerator_is_answered_by_the_best_route_and_only_its_releases_are_typed(open_page, releases):
    page = open_page(f"{PAGE}?framework=jax&accelerator=amd&release=0.4.30")
    page.locator(".fits-facts", has_text="The releases that install together").wait_for()
    row = page.locator("#amd-jax")
    assert not page.is_visible(".fits-line") and row.locator("code").inner_text() in page.inner_text(".fits-facts")
    choose(page, release=row.get_attribute("data-release"))
    assert page.inner_text(".fits-line") == row.locator("code").inner_text()
    assert said(page).endswith(f" on an AMD GPU: {row.locator('.fits-by').inner_text()}.")
    assert "/routes/amd-jax/" in page.locator(".fits-beside a").evaluate("link => link.href")
    choose(page, accelerator="tpu", release="0.4.30", python="3.12")
    assert page.inner_text(".fits-line").endswith('-m pip install "jax[tpu]==0.4.30"')
    choose(page, system="windows-x86-64")
    assert "Choose Linux" in page.inner_text(".fits-facts") and not page.is_visible(".fits-line")
    choose(page, framework="tensorflow", accelerator="intel")
    assert "nothing that is kept up" in said(page) and not page.is_visible(".fits-line")
    choose(page, framework="keras", accelerator="apple", release="2.15.0")
    assert "not of 2.15.0" in page.inner_text(".fits-facts") and "2.15.0" not in said(page)
    choose(page, accelerator="cpu")
    assert "Intel" not in said(page) and not page.complaints


def test_an_nvidia_gpu_on_windows_gets_pytorch_from_its_own_index_and_no_line_for_what_needs_wsl2(open_page, releases):
    page = open_page(PAGE)
    release, place = one_that(releases, framework="pytorch", platform="windows-x86-64")
    choose(page, system="windows-x86-64", python=place["pythons"][0], accelerator="nvidia")
    index = "https://download.pytorch.org/whl/cu" + "".join(release["cuda"].split(".")[:2])
    line = f'py -{place["pythons"][0]} -m pip install "torch=={release["version"]}" --index-url {index}'
    assert page.inner_text(".fits-line") == line
    release, place = one_that(releases, framework="tensorflow", platform="windows-x86-64")
    choose(page, framework="tensorflow", release=release["version"], python=place["pythons"][0])
    assert not page.is_visible(".fits-line") and "need WSL2" in page.inner_text(".fits-facts")
    choose(page, accelerator="cpu")
    assert page.is_visible(".fits-line") and "WSL2" not in page.inner_text(".fits-facts")


def test_a_list_that_does_not_load_is_told_and_can_be_tried_again(open_page):
    page = open_page(PAGE)
    page.route("**/fits.json", lambda route: route.abort())
    page.select_option(".fits [name=python]", "3.12")
    page.wait_for_function("document.querySelector('.fits .answers-said').textContent.includes('did not load')")
    page.unroute("**/fits.json")
    choose(page, python="3.11")
    assert "installs on Python 3.11" in said(page) or "no wheel for Python 3.11" in said(page)


def test_without_javascript_the_newest_and_every_series_stand_in_tables(open_page):
    page = open_page(PAGE, javascript=False, width=390)
    assert not page.is_visible(".fits form") and page.is_visible(".fits .answers-said")
    assert page.locator("table.data").count() >= 4
    assert page.inner_text("#newest + .scroll table").count("TensorFlow") > 2
    assert page.locator("#other-accelerators tr[id]").count() == len(BY_ROUTE) * len(NAMES)
