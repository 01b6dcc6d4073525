import subprocess
import sys

import pytest

import hubscan.energy


def test_the_public_names_are_sorted():
    assert hubscan.energy.__all__ == sorted(hubscan.energy.__all__)


@pytest.mark.parametrize("name", hubscan.energy.__all__)
def test_every_public_name_is_there(name):
    assert getattr(hubscan.energy, name) is not None


def test_public_names_and_their_homes_are_the_same():
    assert set(hubscan.energy.__all__) == set(hubscan.energy._HOMES)


def test_another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'joules'"):
        hubscan.energy.joules  # noqa: B018


def test_energy_needs_the_standard_library_only():
    program = (
        "import sys, pkgutil, importlib, hubscan.energy as e\n"
        "[importlib.import_module(f'hubscan.energy.{m.name}')"
        " for m in pkgutil.iter_modules(e.__path__)]\n"
        "print({m.partition('.')[0] for m in sys.modules}"
        " - set(sys.stdlib_module_names) - {'hubscan', '__main__'})"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-I", "-c", f"import sys; sys.path.insert(0, '.')\n{program}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "set()"
