"""The help of the command line: told whole in the reader's language, from templates, in lines that fit the terminal."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepu.cli import cli, main
from hepu.cli.help import help_page, help_text, help_texts, shown_name
from hepu.cli.wrapping import wrap
from hepu.text import LANGUAGES, Lang
from hepu.widths import columns
from test_texts import pairs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Say = Callable[..., str]
_HAN = re.compile("[\u4e00-\u9fff]")
_CLOSING = "，。、；：？！）》”」…"


def contexts(command: click.Command, name: str, parent: click.Context | None = None) -> Iterator[click.Context]:
    """Give every command of the program in its context."""
    context = click.Context(command, info_name=name, parent=parent, **command.context_settings)
    yield context
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            inner = command.get_command(context, below)
            assert inner is not None
            yield from contexts(inner, below, context)


ALL = list(contexts(cli, "hepu"))


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command in this process and give what it prints."""

    def run(*words: str, locale: str = "zh_CN.UTF-8") -> str:
        monkeypatch.setenv("LC_ALL", locale)
        monkeypatch.setattr(sys, "argv", ["hepu", *words])
        with pytest.raises(SystemExit):
            main()
        told = capsys.readouterr()
        return told.out + told.err

    return run


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_argument_and_option_has_its_text(lang: Lang) -> None:
    wanted = [
        (context.command_path, name)
        for context in ALL
        for name in ("about", *(shown_name(item) for item in context.command.get_params(context)))
    ]

    assert len(wanted) > 100
    assert [(path, name) for path, name in wanted if not help_text(path, name, lang)] == []


def test_no_text_is_left_without_a_command() -> None:
    used = {(context.command_path, name) for context in ALL for name in ("about", "more")}
    used |= {
        (context.command_path, shown_name(item)) for context in ALL for item in context.command.get_params(context)
    }
    own = {(command, name) for command, texts in help_texts()["commands"].items() for name in texts}
    shared = set(help_texts()["shared"])

    assert own - used == set()
    assert shared - {name for command, name in used if (command, name) not in own} == set()


@pytest.mark.parametrize("context", ALL, ids=lambda context: context.command_path)
def test_each_page_of_help_is_in_one_language(context: click.Context, say: Say) -> None:
    """Placeholders, formats and names of the program are the same in both; sentences and headings are not."""
    words = context.command_path.split()[1:]
    chinese, english = (
        say(*words, "--help", locale=locale).replace(context.command_path, "")
        for locale in ("zh_CN.UTF-8", "en_GB.UTF-8")
    )

    assert "用法" in chinese
    assert "Usage" in english
    assert (
        re.search(r"[A-Za-z]{2,}(?:,? [a-z'’]+){2,}|Usage|OPTIONS|ARGS|COMMAND|Options|Show|default", chinese) is None
    )
    assert {line for line in english.splitlines() if _HAN.search(line)} == set()


def test_the_language_asked_for_outranks_the_locale(say: Say) -> None:
    assert say("--help", "--lang", "en") == say("--help", locale="en_GB.UTF-8")
    assert say("--lang", "zh", "rules", "--help", locale="en_GB.UTF-8") == say("rules", "--help")
    assert say("advise", "--lang", "en", "--help").startswith("Usage: hepu advise [OPTIONS] PROFILE...")


def test_a_command_talks_as_its_group_was_told(say: Say) -> None:
    inner = say("rules", "test", "alliances-inactive", "--lang", "en")

    assert "pass" in inner
    assert say("rules", "--lang", "en", "test", "alliances-inactive") == inner
    assert say("--lang", "en", "rules", "test", "alliances-inactive") == inner


def test_a_command_that_is_missing_is_told_in_words(say: Say) -> None:
    assert say("--lang", "zh").startswith("hepu: 没有写命令\n    → 用法：hepu [选项] 命令 [参数]...；")
    assert say("--lang", "en").startswith("hepu: no command is given\n    → Usage: hepu [OPTIONS] COMMAND [ARGS]...;")


def test_the_version_is_told_without_words(say: Say) -> None:
    assert re.fullmatch(r"hepu \d+\.\d+\.\d+\n", say("--version"))


@pytest.mark.parametrize("width", [50, 78])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_line_is_wider_than_the_terminal_unless_a_word_is(lang: Lang, width: int) -> None:
    wide = [
        line
        for context in ALL
        for line in help_page(context, lang, width).splitlines()
        if columns(line) > width and not re.fullmatch(r" *(?:--\w+ )?\S+", line.strip())
    ]

    assert wide == []


def test_names_and_texts_stand_in_columns() -> None:
    page = help_page(ALL[0], "zh", 78).splitlines()
    rows = page[page.index("命令：") + 1 :]
    starts = {columns(row[: match.start()]) for row in rows if (match := _HAN.search(row))}

    assert len(rows) == len(cli.list_commands(ALL[0]))
    assert len(starts) == 1


@given(
    st.lists(st.sampled_from(["学校", "（XLSX）", "，", "。", "PDF ", "an advisory ", "“评审簿”", " "])),
    st.integers(12, 40),
)
def test_wrapping_loses_nothing_and_begins_no_line_with_a_closing_mark(parts: list[str], width: int) -> None:
    text = "学校" + "".join(parts)
    lines = wrap(text, width)

    assert "".join("".join(lines).split()) == "".join(text.split())
    assert [line for line in lines if line != line.strip()] == []
    assert [
        line for line in lines[1:] if re.match(rf"[{_CLOSING}]", line) and not re.search(rf" [{_CLOSING}]", text)
    ] == []


def test_telling_the_help_imports_nothing_heavy() -> None:
    heavy = "('pandas', 'numpy', 'pydantic', 'jinja2', 'weasyprint', 'experta', 'openpyxl', 'tqdm')"
    script = (
        "import sys, hepu.cli\nsys.argv = ['hepu', 'advise', '--help']\n"
        f"try: hepu.cli.main()\nfinally: print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)

    assert done.stdout.splitlines()[-1] == "[]"


def test_each_text_of_the_help_stands_in_both_languages() -> None:
    def leaves(value: Any) -> int:
        return 1 if set(value) & {"zh", "en"} else sum(leaves(item) for item in value.values())

    found = list(pairs(help_texts()))

    assert len(found) == leaves(help_texts())
    assert [at for at, zh, en in found if not (_HAN.search(zh) or at.startswith(".words")) or _HAN.search(en)] == []


def test_advise_talks_in_the_language_of_the_locale_unless_told_otherwise(say: Say, tmp_path: Path) -> None:
    gone = str(tmp_path / "gone.yaml")
    english = say("advise", gone, gone.replace("gone", "away"), locale="en_GB.UTF-8")

    assert _HAN.search(english) is None
    assert say("advise", gone, gone.replace("gone", "away"), "--lang", "en") == english
    assert _HAN.search(say("advise", gone, gone.replace("gone", "away"))) is not None
