"""What a route's page tells a reader to type."""

from types import SimpleNamespace

from sitedata.pages.routes import install_lines

FIT = SimpleNamespace(packages=("pkg:pypi/keras@3.15.1", "pkg:pypi/jax@0.12.0.1", "pkg:npm/%40litertjs/core@2.5.3"))


def test_a_package_is_installed_with_the_extra_that_its_route_needs():
    assert install_lines(FIT) == ["pip install keras==3.15.1 jax==0.12.0.1", "npm install @litertjs/core@2.5.3"]
    assert install_lines(FIT, ["jax[tpu]"])[0] == 'pip install keras==3.15.1 "jax[tpu]==0.12.0.1"'
