"""The one way in which templates are opened: ours alone, sandboxed, escaping what is filled in.

Texts of profiles and packs are values in templates and never templates. Should one ever become one, the sandbox keeps
it from everything but values.
"""

from __future__ import annotations

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.sandbox import SandboxedEnvironment

from hepu.resources import templates_dir

__all__ = ["markdown_templates", "templates_in"]


def templates_in(folder: str) -> Environment:
    """Give the templates of one folder of ``templates``; every value is escaped and a missing name is an error."""
    return SandboxedEnvironment(
        loader=FileSystemLoader(templates_dir() / folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def markdown_templates(folder: str) -> Environment:
    """Give the templates of a folder for pages in Markdown, which escape their values by filters; pictures as above."""
    return SandboxedEnvironment(
        loader=FileSystemLoader(templates_dir() / folder),
        autoescape=select_autoescape(("svg.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
