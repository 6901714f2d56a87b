"""The PDF beside headless Chromium and Typst: the same pages, cold processes, in turns.

    python benchmarks/pdf.py                       about 20 bilingual pages, some minutes
    python benchmarks/pdf.py --whole --lang zh     a whole edition

``shipped`` is what Hepu does: from the record, with PDF/A-3a, PDF/UA-1 and the record attached. ``WeasyPrint as
released`` is the same HTML and style sheet laid out once by the untouched library. Chromium prints the same HTML with
the same fonts, tagged; Typst sets the same text, headings, lists, tables and pictures by its own plain means, tagged,
as PDF/A-3a. Contenders that are missing are named and left out: Chromium is looked for on the path, Typst is the
Python package of that name (extra ``bench``). Each round runs every contender once; the table has the medians, and of
the ratios within a round. On a shared machine trust ratios of CPU time first.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import sys
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from parts.processes import Run, measured
from parts.tables import Table, number, ratios

TOP = Path(__file__).resolve().parents[1]
PROFILE = TOP / "examples" / "hepu-bay-college.yaml"
PEERS = TOP / "examples" / "peers" / "hepu-bay-college.csv"
REPORT, FONTS = TOP / "templates" / "report", TOP / "templates" / "fonts"
ISSUED = "2026-11-22T00:00:00+00:00"
SHORT = ("summary", "contents", "basic", "strengths", "problems", "safeguards", "open")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
    "--export-tagged-pdf",
    "--allow-file-access-from-files",
)


def record_file(folder: Path) -> Path:
    """Advise on the fictitious example and give its record's file."""
    from hepu.advising import Order, advise_file

    return advise_file(Order(PROFILE, folder, ISSUED, formats=("json",), peers=PEERS)).paths[0]


def edition(record: Path, lang: str) -> Any:
    """Give an edition of a record."""
    from hepu.pack import load_pack
    from hepu.record.model import Record
    from hepu.report.html import Edition

    return Edition.of(Record.model_validate_json(record.read_text("utf-8")), load_pack(), lang)  # type: ignore[arg-type]


def shortened(page: str) -> str:
    """Keep some chapters, without links to the others."""
    head, *parts = re.split(r"(?=<section |<nav |</body>)", page)
    kept = [head]
    for part in parts:
        anchor = re.search(r'<h1 id="([^"]+)"', part)
        sort = re.search(r'class="(\w+)', part)
        name = anchor.group(1) if anchor else sort.group(1) if sort else "end"
        if part.startswith("</body>") or name.partition("-")[0] in SHORT:
            kept.append(part)
    made = "".join(kept)
    there = set(re.findall(r'id="([^"]+)"', made))
    made = re.sub(r'<li class="level[^>]*><a href="#([^"]+)">.*?</li>', lambda m: m[0] * (m[1] in there), made)
    return re.sub(r' href="#([^"]+)"', lambda m: m[0] * (m[1] in there), made)


def child(kind: str, folder: Path, lang: str) -> None:
    """Make one PDF in this process, as a contender does."""
    out = folder / f"{kind}.pdf"
    if kind == "record":
        from hepu.pack import load_pack
        from hepu.record.model import Record
        from hepu.report.pdf.document import render_pdf

        record = Record.model_validate_json((folder / "hepu-bay-college.json").read_text("utf-8"))
        out.write_bytes(render_pdf(record, load_pack(), lang))  # type: ignore[arg-type]
    elif kind == "shipped":
        from hepu.report.pdf.typesetter import VARIANT, lay_out, uncollected

        with uncollected():
            document = lay_out((folder / "page.html").read_text("utf-8"))
            out.write_bytes(document.write_pdf(pdf_variant=VARIANT))
    elif kind == "released":
        os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")
        import weasyprint

        page = weasyprint.HTML(filename=str(folder / "page.html"))
        page.write_pdf(str(out), stylesheets=[str(REPORT / "report.css")], pdf_variant="pdf/a-3a")
    else:
        import typst

        out.write_bytes(
            typst.compile(
                str(folder / "page.typ"),
                format="pdf",
                font_paths=[str(FONTS)],
                ignore_system_fonts=True,
                pdf_standards=["a-3a"],
            )
        )


def contenders(folder: Path, lang: str, whole: bool) -> dict[str, tuple[list[str], Path]]:
    """Give the command of each contender that is there, and the file that it makes."""
    own = [sys.executable, __file__, "--folder", str(folder), "--lang", lang, "--child"]
    found = {"Hepu, as shipped": ([*own, "shipped"], folder / "shipped.pdf")}
    if whole:
        found["Hepu, from the record"] = ([*own, "record"], folder / "record.pdf")
    found["WeasyPrint as released"] = ([*own, "released"], folder / "released.pdf")
    browser = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if browser:
        out, page = folder / "chromium.pdf", folder / "styled.html"
        found["Chromium"] = ([browser, *QUIET, f"--print-to-pdf={out}", page.as_uri()], out)
    else:
        print("Chromium is not there: left out.\n")
    if find_spec("typst"):
        found["Typst"] = ([*own, "typst"], folder / "typst.pdf")
    else:
        print("The package typst is not there: left out.\n")
    return found


def once(command: list[str], out: Path, folder: Path) -> Run:
    """Run a contender once, from nothing."""
    out.unlink(missing_ok=True)
    environment = {**os.environ, "FONTCONFIG_FILE": str(FONTS / "fonts.conf")}
    with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as own:
        extra = [f"--user-data-dir={own}"] if "--headless" in command else []
        made = measured([command[0], *extra, *command[1:]], environment)
    if made.code or not out.is_file():
        raise SystemExit(f"{command[0]} failed:\n{made.told[-2000:]}")
    return made


def pages(path: Path) -> tuple[int, bool]:
    """Give the number of pages of a PDF, and whether it is tagged."""
    from pypdf import PdfReader

    reader = PdfReader(path)
    root: Any = reader.trailer["/Root"]
    return len(reader.pages), "/StructTreeRoot" in root


def compare(folder: Path, lang: str, rounds: int, whole: bool) -> tuple[Table, dict[str, list[Run]]]:
    """Let the contenders take turns, and give the table and every run."""
    from parts.to_typst import typst_of

    made = edition(record_file(folder), lang).page("print")
    page = made if whole else shortened(made)
    style = (REPORT / "report.css").read_text("utf-8")
    (folder / "page.html").write_text(page, "utf-8")
    (folder / "styled.html").write_text(page.replace("</head>", f"<style>\n{style}</style>\n</head>"), "utf-8")
    (folder / "page.typ").write_text(typst_of(page, style, folder), "utf-8")
    those = contenders(folder, lang, whole)
    runs: dict[str, list[Run]] = {name: [] for name in those}
    for _ in range(rounds):
        for name, (command, out) in those.items():
            runs[name].append(once(command, out, folder))
    beside = "Chromium" if "Chromium" in those else next(iter(those))
    head = ("contender", "wall s", f"÷ {beside}", "CPU s", f"÷ {beside}", "peak MB", "pages", "tagged", "kB")
    table = Table(
        f"{'The whole edition' if whole else 'About 20 pages'}, {lang}: {len(page):,} characters of HTML", head
    )
    for name, (_, out) in those.items():
        count, tagged = pages(out)
        cells = [name]
        for part in ("wall", "cpu"):
            own = [getattr(run, part) for run in runs[name]]
            other = [getattr(run, part) for run in runs[beside]]
            cells += [number(statistics.median(own)), number(ratios(own, other))]
        peak = number(statistics.median(run.peak for run in runs[name]))
        table.rows.append((*cells, peak, str(count), "yes" if tagged else "no", number(out.stat().st_size / 1000)))
    return table, runs


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--lang", choices=["zh", "en", "both"], default="both")
    parser.add_argument("--whole", action="store_true", help="the whole edition instead of about 20 pages")
    parser.add_argument("--json", type=Path, help="keep every run in this file")
    parser.add_argument("--child", choices=["record", "shipped", "released", "typst"], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child, options.folder, options.lang)
        return
    with tempfile.TemporaryDirectory() as folder:
        table, runs = compare(Path(folder), options.lang, options.rounds, options.whole)
    packages = ", ".join(f"{name} {version(name)}" for name in ("weasyprint", *(["typst"] if "Typst" in runs else [])))
    print(f"- machine: {platform.machine()}, {os.cpu_count()} cores; CPython {platform.python_version()}; {packages}")
    print(f"- load: {os.getloadavg()[0]:.1f} processes waiting as the run ended; {options.rounds} rounds\n")
    print(table.markdown())
    if options.json:
        kept = {name: [[run.wall, run.cpu, run.peak] for run in made] for name, made in runs.items()}
        options.json.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
