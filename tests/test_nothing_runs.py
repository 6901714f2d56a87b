"""Nothing that comes from outside runs: nothing in the engine makes code of a text, and little starts or loads code."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jinja2.exceptions import SecurityError

import hepu
from hepu.templating import markdown_templates, templates_in

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(hepu.__file__).parent
# What makes code of a text, or objects of bytes.
RUNNING = {"eval", "exec", "compile", "__import__", "breakpoint"}
LOADING = {"pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle", "code", "codeop", "runpy"}
STARTING = ("system", "popen", "execv", "execve", "execvp", "spawnl", "spawnv", "posix_spawn", "startfile")
SPEAKING = {"socket", "ssl", "http", "urllib.request", "requests", "aiohttp", "httpx", "ftplib", "smtplib", "telnetlib"}


class Run(ast.NodeTransformer):
    """Leaves of a module what is run."""

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        """Leave out what only the type checker reads."""
        return node.orelse if ast.unparse(node.test) == "TYPE_CHECKING" else self.generic_visit(node)


@cache
def modules() -> dict[str, ast.Module]:
    """Give every module of the engine, by its path in the package, without what is imported for its types alone."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.fix_missing_locations(Run().visit(ast.parse(path.read_text("utf-8"))))
        for path in PACKAGE.rglob("*.py")
    }


def nodes(kind: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    for name, tree in modules().items():
        yield from ((name, node) for node in ast.walk(tree) if isinstance(node, kind))


def called(node: ast.Call) -> str:
    """Give what is called as it is written."""
    return ast.unparse(node.func)


def calls(*names: str) -> list[tuple[str, ast.Call]]:
    """Give the calls of some functions, whatever module they are written behind."""
    return [
        (name, node)
        for name, node in nodes(ast.Call)
        if isinstance(node, ast.Call) and called(node).rpartition(".")[2] in names
    ]


def imported() -> Iterator[tuple[str, str]]:
    """Give each module that a module names in an import, with every part of its name."""
    for name, node in nodes(ast.Import):
        assert isinstance(node, ast.Import)
        yield from ((name, alias.name) for alias in node.names)
    for name, node in nodes(ast.ImportFrom):
        assert isinstance(node, ast.ImportFrom)
        yield name, node.module or ""
        yield from ((name, f"{node.module}.{alias.name}") for alias in node.names)


def within(name: str, family: set[str]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in family)


def test_nothing_makes_code_of_a_text() -> None:
    assert [
        (name, called(node)) for name, node in nodes(ast.Call) if isinstance(node, ast.Call) and called(node) in RUNNING
    ] == []


def test_nothing_makes_objects_of_bytes() -> None:
    assert [found for found in imported() if within(found[1], LOADING)] == []


def test_no_yaml_loader_of_the_library_is_asked_to_construct() -> None:
    """Documents are composed of events by a reader of our own, which knows no tags."""
    assert [
        (name, called(node))
        for name, node in calls("load", "load_all", "unsafe_load", "full_load")
        if "yaml" in called(node)
    ] == []


def test_other_programs_are_started_by_git_alone_and_never_through_a_shell() -> None:
    assert {name for name, found in imported() if within(found, {"subprocess", "multiprocessing", "pty"})} <= {
        "pack_sources/git_tree.py",
        "batch.py",
    }
    assert [called(node) for _, node in calls(*STARTING) if called(node).startswith("os.")] == []
    assert [name for name, node in nodes(ast.keyword) if isinstance(node, ast.keyword) and node.arg == "shell"] == []


def test_modules_loaded_by_name_are_ours_or_named_in_the_source() -> None:
    """Neither a profile, nor a pack, nor an entry point of one names what is imported."""
    for name, node in calls("import_module"):
        (given,) = node.args
        shown = ast.unparse(given)

        assert isinstance(given, ast.Constant) or shown.startswith("f'hepu.cli."), name


def test_an_entry_point_of_a_pack_is_never_loaded() -> None:
    assert [
        name
        for name, node in calls("load")
        if isinstance(node.func, ast.Attribute) and "point" in ast.unparse(node.func.value)
    ] == []


def test_the_network_is_spoken_to_by_nothing_but_the_time_stamps_of_signatures() -> None:
    speaking = {name for name, found in imported() if within(found, SPEAKING)}

    assert speaking <= {"signing/pades/authority.py"}


def test_xml_of_others_is_read_by_what_refuses_entities() -> None:
    """The writers of DOCX use lxml on pages of our own."""
    reading = {name for name, found in imported() if within(found, {"xml.etree", "xml.sax", "xml.dom", "lxml"})}

    assert {name for name in reading if not name.startswith("report/docx/")} == set()


def test_every_template_is_opened_in_the_sandbox() -> None:
    assert {name for name, found in imported() if within(found, {"jinja2"})} == {"templating.py"}
    assert {name for name, _ in calls("Environment", "SandboxedEnvironment")} == {"templating.py"}


@pytest.mark.parametrize("opened", [templates_in, markdown_templates])
@pytest.mark.parametrize(
    "attack",
    [
        "{{ value.__class__.__mro__ }}",
        "{{ value.__init__.__globals__ }}",
        "{{ ''.format.__self__.__class__ }}",
        "{{ '{0.__class__.__mro__}'.format(value) }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ range(10 ** 9) | list }}",
    ],
)
def test_even_a_template_reaches_nothing_but_values(opened: object, attack: str) -> None:
    """No text of others becomes a template; this is what would be left if one did."""
    assert callable(opened)
    template = opened("report").from_string(attack)

    with pytest.raises((SecurityError, OverflowError)):
        template.render(value="x")


def test_variables_of_the_environment_name_no_code() -> None:
    """What is read from the environment chooses words, times, places and a password, and is listed here."""
    found = set()
    for _, node in nodes(ast.Constant):
        assert isinstance(node, ast.Constant)
        if isinstance(node.value, str) and node.value.startswith(("HEPU_", "PYTHON")):
            found.add(node.value)

    known = {"HEPU_LANG", "HEPU_PACK", "HEPU_TRACEBACK", "HEPU_LEDGER", "HEPU_ISSUER", "HEPU_CASES"}
    assert found <= known | {"HEPU_SIGN_PASSWORD"}
