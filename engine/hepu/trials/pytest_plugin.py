"""The examples of rule packs as items of pytest: ``pytest --hepu-pack FOLDER``, or ``-p hepu.trials.pytest_plugin``.

Unless one of the two is said nothing is collected and nothing of Hepu is loaded, so that whoever has Hepu installed
pays nothing for it in other projects. Pytest itself is no dependency of Hepu.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.pack import Pack
    from hepu.text import Lang
    from hepu.trials.study import Study, Tried

__all__ = [
    "Example",
    "ExampleFailed",
    "RuleExamples",
    "RuleFile",
    "pytest_addoption",
    "pytest_collect_file",
    "pytest_configure",
]

_NAME = "hepu.trials.pytest_plugin"
_PACKS: pytest.StashKey[dict[Path, Mapping[Path, Study]]] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of rule packs."""
    group = parser.getgroup("hepu", "examples of Hepu's rule packs")
    group.addoption(
        "--hepu-pack",
        action="append",
        default=[],
        metavar="FOLDER",
        help="run the examples of the rule pack in this folder (may be repeated)",
    )
    group.addoption(
        "--hepu-lang", choices=("zh", "en"), default=None, help="language of failures; else that of the locale"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Collect from the packs that are named, beside what else is named."""
    packs = [Path(name) for name in config.getoption("--hepu-pack")]
    config.stash[_PACKS] = {}
    for pack in packs:
        if not (pack / "knowledge" / "pack.yaml").is_file():
            raise pytest.UsageError(f"--hepu-pack: no rule pack in {pack} (there is no knowledge/pack.yaml)")
    folders = [str(pack / "rules") for pack in packs]
    if folders and config.args_source is not pytest.Config.ArgsSource.ARGS:
        config.args = []
    config.args.extend(folder for folder in folders if folder not in config.args)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> RuleFile | None:
    """Collect a rule file of a pack that was asked for."""
    if file_path.suffix != ".yaml":
        return None
    root = _root_of(file_path)
    if root is None or not _asked_for(parent.config, root):
        return None
    file: RuleFile = RuleFile.from_parent(parent, path=file_path)
    return file


def _root_of(path: Path) -> Path | None:
    """Give the folder of the pack among whose rules a file lies."""
    roots = (folder.parent for folder in path.parents if folder.name == "rules")
    return next((root for root in roots if (root / "knowledge" / "pack.yaml").is_file()), None)


def _asked_for(config: pytest.Config, root: Path) -> bool:
    named = {Path(name).resolve() for name in config.getoption("--hepu-pack")}
    return root.resolve() in named or _NAME in config.option.plugins


class RuleFile(pytest.File):
    """A rule file."""

    def collect(self) -> Iterator[RuleExamples]:
        """Give the one rule of the file; the faults of a pack that cannot be loaded fail the file."""
        study = _studies(self.config, self.path).get(self.path.resolve())
        if study is not None:
            yield RuleExamples.from_parent(self, name=study.rule.id, study=study)


class RuleExamples(pytest.Collector):
    """The examples of one rule."""

    def __init__(self, *, study: Study, **more: Any) -> None:
        """Keep the rule."""
        super().__init__(**more)
        self.study = study

    def collect(self) -> Iterator[Example]:
        """Give each example by its sentence; a second of the same sentence by its number as well."""
        taken: dict[str, int] = {}
        for at, example in enumerate(self.study.rule.examples):
            name = " ".join(example.it.split()).replace("::", ":")
            taken[name] = taken.get(name, 0) + 1
            again = f" ({taken[name]})" if taken[name] > 1 else ""
            yield Example.from_parent(self, name=f"{name}{again}", study=self.study, at=at)


class ExampleFailed(Exception):  # noqa: N818  # what pytest shows, not an error of the program
    """A rule does not do what an example expects."""

    def __init__(self, tried: Tried) -> None:
        """Keep what the example came to."""
        super().__init__()
        self.tried = tried


class Example(pytest.Item):
    """One example of a rule."""

    def __init__(self, *, study: Study, at: int, **more: Any) -> None:
        """Keep the rule and the place of the example."""
        super().__init__(**more)
        self.study, self.at = study, at

    def runtest(self) -> None:
        """Try the example."""
        tried = self.study.attempt(self.study.rule.examples[self.at])
        if not tried.passed:
            raise ExampleFailed(tried)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Give the place of the example and its name."""
        place = self.study.rule.place(("examples", self.at))
        return self.path, max(place.line - 1, 0), f"{self.study.rule.id}::{self.name}"

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Say where the example stands, what it expects, what the rule does, and why."""
        from hepu.inference.examples import BadExampleError  # noqa: PLC0415  # nothing is loaded before it is needed
        from hepu.messages import render_fault  # noqa: PLC0415
        from hepu.trials.failures import failure  # noqa: PLC0415

        lang = _language(self.config)
        match excinfo.value:
            case ExampleFailed(tried=tried):
                return "\n".join(failure(self.study, tried, self.at, lang))
            case BadExampleError() as error:
                return render_fault(error.fault(self.study.rule, self.at), lang)
            case _:
                return super().repr_failure(excinfo, style)


def _studies(config: pytest.Config, path: Path) -> Mapping[Path, Study]:
    """Give the rules of the pack in which a file lies, by their files."""
    root = _root_of(path)
    assert root is not None  # noqa: S101  # only files of packs are collected
    packs = config.stash[_PACKS]
    if root not in packs:
        packs[root] = _read(root, _language(config))
    return packs[root]


def _read(root: Path, lang: Lang) -> Mapping[Path, Study]:
    from hepu.errors import HepuError  # noqa: PLC0415
    from hepu.layering.named import layers_of  # noqa: PLC0415
    from hepu.layers import file_of  # noqa: PLC0415
    from hepu.messages import render_faults  # noqa: PLC0415
    from hepu.pack import load_pack  # noqa: PLC0415
    from hepu.trials.reader import studies_of  # noqa: PLC0415

    try:
        layers = layers_of([str(root)])
        pack: Pack = load_pack(layers)
    except HepuError as error:
        raise pytest.Collector.CollectError(render_faults(error.faults, lang)) from None
    return {file_of(layers, study.rule.location.file).resolve(): study for study in studies_of(pack)}


def _language(config: pytest.Config) -> Lang:
    chosen: Lang | None = config.getoption("--hepu-lang")
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return chosen or ("en" if locale.startswith("en") else "zh")
