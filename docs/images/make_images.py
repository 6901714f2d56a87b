"""Make the pictures of the README and of docs/audit.md anew: pages about the fictitious college alone.

Pages of its advisory are found by their headings; the working paper is that of one measure drawn from its record.

It needs pdftoppm (Debian package poppler-utils), and the packages of the extra ``dev``:

    .venv/bin/python docs/images/make_images.py
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image
from pypdf import PdfReader

from hepu.advising import Order, advise_file
from hepu.audit.drawn import Wish, sampled, write_paper
from hepu.audit.shelf import shelf_of_folder
from hepu.layers import shipped_layers

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
PROFILE = HERE.parents[1] / "examples" / "hepu-bay-college.yaml"
# The time of issue is an input, so that the same pack gives the same pictures.
ISSUED_AT = "2026-11-22T00:00:00+00:00"
# Each picture, its language, and how the heading in the PDF's outline begins whose page it shows.
PICTURES = (
    ("summary-zh", "zh", "摘要"),
    ("problems-en", "en", "4.2"),
    ("tasks-zh", "zh", "六、"),
)
# The working paper: its seed, and the page after its front page.
SEED = "2026年第3号"
SHEET = 2
DOTS_PER_INCH = 75
COLOURS = 128


def headings(items: list[Any]) -> Iterator[Any]:
    """Give every heading of the outline."""
    for item in items:
        if isinstance(item, list):
            yield from headings(item)
        else:
            yield item


def page_of(reader: PdfReader, beginning: str) -> int:
    """Give the number of the page, from 1, on which a heading of the outline stands."""
    found = next(item for item in headings(reader.outline) if str(item["/Title"]).startswith(beginning))
    return (reader.get_destination_page_number(found) or 0) + 1


def picture_of(name: str, pdf: Path, page: int) -> None:
    """Write a page of a PDF as a picture beside this file."""
    made = pdf.with_name(name)
    command = ["pdftoppm", "-r", str(DOTS_PER_INCH), "-f", str(page), "-l", str(page), "-png", "-singlefile"]
    subprocess.run([*command, pdf, made], check=True)
    with Image.open(made.with_suffix(".png")) as picture:
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(HERE / f"{name}.png", optimize=True)
    print(f"{name}.png: page {page}")


def main() -> None:
    """Write every picture beside this file."""
    with tempfile.TemporaryDirectory() as folder:
        order = Order(PROFILE, Path(folder), ISSUED_AT, langs=("zh", "en"), formats=("pdf", "json"))
        papers = {path.suffixes[-2][1:]: path for path in advise_file(order).paths if path.suffix == ".pdf"}
        for name, lang, beginning in PICTURES:
            picture_of(name, papers[lang], page_of(PdfReader(papers[lang]), beginning))
        paper = Path(folder) / "paper.pdf"
        write_paper(sampled(shelf_of_folder(Path(folder), shipped_layers()), Wish(1, SEED, "")), ISSUED_AT, "zh", paper)
        picture_of("working-paper-zh", paper, SHEET)


if __name__ == "__main__":
    main()
