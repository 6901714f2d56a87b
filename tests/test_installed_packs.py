"""Packs that installed distributions offer: found by name through their metadata, and nothing of theirs is run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from hepu.errors import PackError
from hepu.layering.named import layers_of
from hepu.messages import render_faults
from own_packs import YUNJIANG

if TYPE_CHECKING:
    from hepu.layers import Layers

# Whoever imports the package is told.
EXPLOSIVE = "raise RuntimeError('imported')\n"


def wheel(folder: Path, value: str, *, package: str = "hepu_yunjiang", name: str = "yunjiang") -> Path:
    """Build a wheel that carries the example pack and offers it under a name."""
    path = folder / f"{package}-1.0.0-py3-none-any.whl"
    with ZipFile(path, "w") as archive:
        archive.writestr(f"{package}/__init__.py", EXPLOSIVE)
        for file in YUNJIANG.rglob("*.yaml"):
            archive.write(file, f"{package}/data/pack/{file.relative_to(YUNJIANG).as_posix()}")
        info = f"{package}-1.0.0.dist-info"
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package.replace('_', '-')}\nVersion: 1.0.0\n"
        )
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/entry_points.txt", f"[hepu.packs]\n{name} = {value}\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of installed packages that the interpreter looks into."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    monkeypatch.chdir(tmp_path)
    return folder


def install(site: Path, value: str, package: str = "hepu_yunjiang") -> None:
    with ZipFile(wheel(site.parent, value, package=package)) as archive:
        archive.extractall(site)


def codes(name: str) -> list[str]:
    with pytest.raises(PackError) as caught:
        layers_of([name])
    assert render_faults(caught.value.faults, "zh")
    return [fault.code for fault in caught.value.faults]


def places(layers: Layers) -> list[str]:
    return [layer.place for layer in layers]


@pytest.mark.parametrize("value", ["hepu_yunjiang:data.pack", "hepu_yunjiang.data:pack", "hepu_yunjiang.data.pack"])
def test_an_installed_pack_is_found_by_name_and_not_imported(value: str, site: Path) -> None:
    install(site, value)

    assert places(layers_of(["yunjiang"])) == ["", str(site / "hepu_yunjiang" / "data" / "pack")]
    assert "hepu_yunjiang" not in sys.modules


def test_a_pack_that_is_not_named_is_not_used(site: Path) -> None:
    install(site, "hepu_yunjiang:data.pack")

    assert places(layers_of([])) == [""]


def test_a_folder_of_the_name_comes_first(site: Path, tmp_path: Path) -> None:
    install(site, "hepu_yunjiang:data.pack")
    (tmp_path / "yunjiang").symlink_to(YUNJIANG)

    assert places(layers_of(["yunjiang"])) == ["", "yunjiang"]


def test_a_misspelt_name_is_told_with_the_nearest(site: Path) -> None:
    install(site, "hepu_yunjiang:data.pack")
    with pytest.raises(PackError) as caught:
        layers_of(["yunjian"])

    assert caught.value.faults[0].context["nearest"] == "yunjiang"


@pytest.mark.parametrize("value", ["hepu_yunjiang:nowhere", "no_such_package:data.pack", "sys:data", "__main__:data"])
def test_an_entry_point_that_leads_nowhere_is_told(value: str, site: Path) -> None:
    install(site, value)

    assert codes("yunjiang") == ["pack_installed_missing"]


def test_an_entry_point_leads_to_no_folder_outside_its_package(site: Path) -> None:
    install(site, f"hepu_yunjiang:{YUNJIANG}")

    assert codes("yunjiang") == ["pack_installed_missing"]


def test_a_package_without_a_pack_is_told(site: Path) -> None:
    install(site, "hepu_yunjiang:data")

    assert codes("yunjiang") == ["pack_missing"]


def test_two_distributions_that_offer_one_name_are_told(site: Path) -> None:
    install(site, "hepu_yunjiang:data.pack")
    install(site, "other_yunjiang:data.pack", "other_yunjiang")

    assert codes("yunjiang") == ["pack_installed_twice"]
