"""The built wheel carries the package and its data, and nothing else of the tree."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

import hepu

pytestmark = pytest.mark.wheel

REPO = Path(__file__).resolve().parents[1]
DATA = ("rules", "knowledge", "templates")
# It makes the fonts; whoever installs the wheel has them.
NOT_SHIPPED = {"templates/fonts/make_fonts.py"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel, built from this checkout into a temporary folder."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=REPO, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """Return the paths inside the wheel."""
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def files_below(folder: str) -> set[str]:
    """Return the files of a folder of the repository, as paths from its top, less what Python caches."""
    found = (path.relative_to(REPO) for path in (REPO / folder).rglob("*") if path.is_file())
    return {path.as_posix() for path in found if "__pycache__" not in path.parts}


@pytest.mark.parametrize("folder", DATA)
def test_every_file_of_rules_knowledge_and_templates_is_inside(folder: str, names: set[str]) -> None:
    """Rules, knowledge and templates travel whole."""
    expected = {f"hepu/_data/{name}" for name in files_below(folder) - NOT_SHIPPED}

    assert expected
    assert expected == {name for name in names if name.startswith(f"hepu/_data/{folder}/")}


@pytest.mark.parametrize(
    "name",
    [
        "HepuSansSC-Regular.ttf",
        "HepuSansSC-Bold.ttf",
        "HepuSans-Regular.ttf",
        "HepuSans-Bold.ttf",
        "OFL-HepuSansSC.txt",
        "OFL-HepuSans.txt",
        "fonts.conf",
    ],
)
def test_fonts_and_their_licences_are_inside(name: str, names: set[str]) -> None:
    """The pages need no font of the machine, and no font travels without its licence."""
    assert f"hepu/_data/templates/fonts/{name}" in names


def test_nothing_else_of_the_tree_is_inside(names: set[str]) -> None:
    """Tests, benchmarks, examples and documents stay in the repository."""
    package = {name.removeprefix("engine/") for name in files_below("engine/hepu")}
    metadata = {name for name in names if name.startswith(f"hepu-{hepu.__version__}.dist-info/")}
    data = {name for name in names if name.startswith(tuple(f"hepu/_data/{folder}/" for folder in DATA))}

    assert package == names - metadata - data


def test_the_command_and_the_licence_are_declared(wheel: Path) -> None:
    """Installing the wheel gives the command `hepu` and the licence text."""
    with ZipFile(wheel) as archive:
        entry_points = archive.read(f"hepu-{hepu.__version__}.dist-info/entry_points.txt").decode()
        licence = archive.read(f"hepu-{hepu.__version__}.dist-info/licenses/LICENSE")

    assert "hepu = hepu.cli:main" in entry_points
    assert licence == (REPO / "LICENSE").read_bytes()


def test_the_wheel_finds_its_own_data(wheel: Path, tmp_path: Path) -> None:
    """Away from a checkout the data are found inside the package."""
    with ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    program = "import sys; sys.path.insert(0, sys.argv[1]); from hepu.resources import data_dir; print(data_dir())"

    found = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=tmp_path, check=True, capture_output=True, text=True
    )

    assert found.stdout.strip() == str(tmp_path / "hepu" / "_data")
