"""What WeasyPrint 70 leaves out of a tagged PDF: languages, levels of headings, words of links, and PDF/UA's own mark.

Tags are amended as they are made, in one internal function that was read in version 70; with another version the tags
stay as they come. The mark goes into the metadata beside that of PDF/A.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from hepu.renderer import knows_typesetter
from hepu.resources import templates_dir

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["amend_tags", "mark_accessible"]

_RDF = re.compile(rb"<rdf:RDF[^>]*>(.*)</rdf:RDF>", re.DOTALL)
_HEADINGS = frozenset({"/H1", "/H2", "/H3", "/H4", "/H5", "/H6"})


@cache
def amend_tags() -> bool:
    """Patch WeasyPrint once; say whether its version is the one that the patch was made for."""
    import weasyprint  # noqa: PLC0415  # slow, and only after the fonts have been set

    if not knows_typesetter(weasyprint.__version__):
        return False
    import pydyf  # noqa: PLC0415  # as above
    from weasyprint.pdf import tags  # noqa: PLC0415

    plain = tags._build_box_tree  # noqa: SLF001  # the one place where box and tag are known together

    def built(box: Any, parent: Any, pdf: Any, *rest: Any) -> Iterator[Any]:
        box = getattr(box, "_box", box)  # of what stands in the place of a box that was put elsewhere
        for tag in plain(box, parent, pdf, *rest):
            if box.element is not None:
                _amend(tag, box, parent, pdf, pydyf.String)
            yield tag

    tags._build_box_tree = built  # noqa: SLF001  # as above
    return True


def _amend(tag: Any, box: Any, parent: Any, pdf: Any, string: Any) -> None:
    element, name, within = box.element, box.element_tag, parent["S"]
    lang = element.get("lang")
    if lang and lang != getattr(parent.get("Lang"), "string", None):
        tag["Lang"] = string(lang)
    if tag["S"] in _HEADINGS and element.get("aria-level"):
        tag["S"] = f"/H{element.get('aria-level')}"
    if name.startswith("a::"):
        tag["S"] = "/Span"  # what the style sheet adds to a link is no link of its own
    elif name == "a" and box.link_annotation:
        box.link_annotation["Contents"] = string(" ".join("".join(element.itertext()).split()))
    # A list of terms may hold each term and what is said of it in a block of their own.
    if name == "div" and within == "/L":
        tag["S"] = "/LI"
    elif name in {"dt", "dd"} and within == "/Div" and tag["S"] == "/LI":
        tag["S"] = "/Lbl" if name == "dt" else "/LBody"
        for kid in tag["K"]:
            pdf.objects[int(kid.split()[0])]["S"] = "/NonStruct"
    elif tag["S"] in {"/TD", "/TH"} and within != "/TR":
        tag["S"] = "/NonStruct"  # blocks without a name take the name of the cell around them
    elif within == "/LI" and tag["S"] not in {"/Lbl", "/LBody"}:
        tag["S"] = "/LBody"  # a second language stands in a block of its own


def mark_accessible(document: Any) -> None:
    """Declare PDF/UA-1 beside PDF/A in metadata that can be read without unpacking, and let each link be one link."""
    match = _RDF.search((templates_dir() / "report" / "xmp_ua.xml").read_bytes())
    assert match is not None  # noqa: S101  # our own file
    metadata = document.metadata
    described, included = metadata.generate_rdf_metadata, metadata.include_in_pdf

    def with_ua(*arguments: object) -> bytes:
        made: bytes = described(*arguments)
        return made.replace(b"</rdf:RDF>", match.group(1) + b"</rdf:RDF>")

    def readable(pdf: Any, variant: str, version: int, conformance: str, compress: bool) -> None:  # noqa: ARG001
        included(pdf, variant, version, conformance, compress=False)

    metadata.generate_rdf_metadata, metadata.include_in_pdf = with_ua, readable
    for page in document.pages:
        # What stands inside a link, such as a title in italics, would be a second link over the same words.
        page.links = [link for link in page.links if link[-1].link]
