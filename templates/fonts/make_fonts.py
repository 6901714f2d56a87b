"""Make the fonts of this folder from their sources, or count the characters they hold.

    python templates/fonts/make_fonts.py           # make; needs `pip install '.[fonts]'` and Debian's unicode-data
    python templates/fonts/make_fonts.py --count   # count; needs nothing beyond Hepu itself

The sources, the licence and what is kept are told in docs/fonts.md. The same sources and tools give the same bytes.
"""

import argparse
import asyncio
import bz2
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from fontTools import subset
from fontTools.otlLib.builder import buildSingleSubstSubtable
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables import otTables
from fontTools.ttLib.tables._g_l_y_f import ROUND_XY_TO_GRID, Glyph, GlyphComponent
from fontTools.varLib.instancer import OverlapMode, instantiateVariableFont

HERE = Path(__file__).resolve().parent
UNIHAN = Path("/usr/share/unicode/Unihan_OtherMappings.txt.bz2")
VERSION = "1.000"
# Seconds from 1904, the epoch of OpenType, to 2025-01-01: a fixed date keeps the bytes the same.
MODIFIED = 3_818_534_400

# Blocks that an advisory may use, as inclusive ranges of code points.
LATIN = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin-1, Latin Extended-A
    (0x01A0, 0x01A1),  # Vietnamese o with horn
    (0x01AF, 0x01B0),  # Vietnamese u with horn
    (0x01CD, 0x01DC),  # pinyin with tone marks
    (0x01F8, 0x01F9),  # pinyin n with grave
    (0x02C6, 0x02DD),  # modifier accents
    (0x0300, 0x0323),  # combining accents
    (0x0391, 0x03C9),  # Greek, for formulas
    (0x1E00, 0x1EFF),  # Vietnamese and other names of partners
    (0x2000, 0x206F),  # general punctuation
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x218B),  # letter-like symbols, fractions, Roman numerals
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators
    (0x25A0, 0x25FF),  # geometric shapes
    (0x2600, 0x2606),  # stars
    (0x2610, 0x2612),  # ballot boxes
    (0x2713, 0x2718),  # ticks and crosses
)
CHINESE = (
    *LATIN,
    (0x2460, 0x24FF),  # circled and bracketed numbers
    (0x2500, 0x259F),  # box drawing, blocks
    (0x3000, 0x303F),  # CJK punctuation
    (0x3105, 0x312F),  # bopomofo
    (0x3200, 0x32FF),  # bracketed and circled ideographs
    (0x3300, 0x33FF),  # squared units
    (0xFE30, 0xFE4F),  # compatibility forms
    (0xFF01, 0xFFEE),  # full-width forms
)
# What is parted from Chinese where the two meet, as `engine/hepu/report/pdf/autospace.py` asks for it.
PARTED = "0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0391-\u03c9\u1e00-\u1eff"
# Signs the Chinese source lacks, drawn as a sign it has, so that none comes out as an empty box.
DRAWN_AS = {"✔": "✓", "✗": "×", "✘": "×", "✕": "×", "✖": "×"}
# The signs that pages and forms rely on; the report names those a font lacks.
SIGNS = "✓✗✔✘●○■□▲△▼▽★☆◆◇①②⑳㈠→←↑↓≥≤≠≈±×÷‰℃№…—·〇〔〕【】《》「」“”‘’、。，；：？！％￥"


@dataclass(frozen=True, slots=True)
class Face:
    """One static font to make: its source, the place on the source's axes, its names and its features."""

    file: str
    package: str
    source: str
    axes: dict[str, float]
    family: str
    style: str
    chinese: bool

    @property
    def features(self) -> list[str]:
        """Return the OpenType features kept; vertical setting and other regions' shapes are not."""
        if self.chinese:
            return ["kern", "halt", "palt", "ccmp", "mark"]
        return ["kern", "ccmp", "locl", "liga", "mark", "mkmk", "tnum", "lnum", "frac", "sups", "subs"]


SC = ("justmytype_intl_cjk", "fonts/ofl/notosanssc/NotoSansSC[wght].ttf")
UPRIGHT = ("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf")
ITALIC = ("fontpkg_noto_sans", "files/NotoSans-Italic[wdth,wght].ttf")
FACES = (
    Face("HepuSansSC-Regular.ttf", *SC, {"wght": 400}, "Hepu Sans SC", "Regular", chinese=True),
    Face("HepuSansSC-Bold.ttf", *SC, {"wght": 700}, "Hepu Sans SC", "Bold", chinese=True),
    Face("HepuSans-Regular.ttf", *UPRIGHT, {"wght": 400, "wdth": 100}, "Hepu Sans", "Regular", chinese=False),
    Face("HepuSans-Bold.ttf", *UPRIGHT, {"wght": 700, "wdth": 100}, "Hepu Sans", "Bold", chinese=False),
    Face("HepuSans-Italic.ttf", *ITALIC, {"wght": 400, "wdth": 100}, "Hepu Sans", "Italic", chinese=False),
    Face("HepuSans-BoldItalic.ttf", *ITALIC, {"wght": 700, "wdth": 100}, "Hepu Sans", "Bold Italic", chinese=False),
)
LICENCES = (
    ("justmytype_intl_cjk", "fonts/ofl/notosanssc/OFL.txt", "OFL-HepuSansSC.txt"),
    ("fontpkg_noto_sans", "LICENSE", "OFL-HepuSans.txt"),
)


def general_standard_characters(unihan: Path) -> set[int]:
    """Return the 8,105 characters of 通用规范汉字表 (2013), as Unihan's property kTGH lists them."""
    found = re.findall(r"^U\+([0-9A-F]+)\tkTGH\t2013:\d+$", bz2.decompress(unihan.read_bytes()).decode(), re.MULTILINE)
    characters = {int(code, 16) for code in found}
    if len(characters) != 8105:  # noqa: PLR2004 - the count that the table's own title page states
        raise SystemExit(f"{unihan}: {len(characters)} characters with kTGH where 8105 are expected")
    return characters


def gb2312_characters() -> set[int]:
    """Return every character of GB 2312-80, signs and ideographs."""
    pairs = (bytes([row, cell]) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return {ord(text) for pair in pairs if len(text := pair.decode("gb2312", errors="ignore")) == 1}


def wanted(face: Face, unihan: Path) -> set[int]:
    """Return the code points asked of a face."""
    blocks = CHINESE if face.chinese else LATIN
    characters = {code for first, last in blocks for code in range(first, last + 1)}
    if face.chinese:
        characters |= general_standard_characters(unihan) | gb2312_characters()
    return characters


def rename(font: TTFont, face: Face) -> None:
    """Give the font its family's names; the OFL asks that a changed font not use a reserved one ('Source')."""
    names = font["name"]
    copyright_notice = names.getDebugName(0)
    licence = names.getDebugName(13)
    postscript = face.file.removesuffix(".ttf")
    names.names = []
    for number, text in (
        (0, f"{copyright_notice} Subset, instantiated and renamed for Hepu."),
        (1, face.family),
        (2, face.style),
        (3, f"{VERSION};{postscript}"),
        (4, face.family if face.style == "Regular" else f"{face.family} {face.style}"),
        (5, f"Version {VERSION}"),
        (6, postscript),
        (13, licence),
        (14, "https://openfontlicense.org"),
    ):
        names.setName(text, number, 3, 1, 0x409)
    bold, italic = "Bold" in face.style, "Italic" in face.style
    font["OS/2"].usWeightClass = 700 if bold else 400
    typographic_metrics = font["OS/2"].fsSelection & 0x80
    style_bits = (0x20 if bold else 0) | (0x01 if italic else 0) or 0x40
    font["OS/2"].fsSelection = typographic_metrics | style_bits
    font["head"].macStyle = (1 if bold else 0) | (2 if italic else 0)
    font["head"].fontRevision = float(VERSION)
    font["head"].created = font["head"].modified = MODIFIED


def add_contextual_spacing(path: Path) -> None:
    """Add chws to the font in place: it closes the gap of doubled full-width punctuation."""
    from east_asian_spacing import Builder, Config  # noqa: PLC0415 - counting does not need it

    async def build() -> None:
        builder = Builder(path, Config.default.for_language("ZHS"))
        await builder.build()
        if not builder.has_spacings:
            raise SystemExit(f"{path.name}: no contextual spacing was added")
        builder.font.ttfont.recalcTimestamp = False
        builder.save(path)

    asyncio.run(build())


def add_script_spacing(path: Path) -> None:
    """Add the features that part Latin letters and digits from Chinese, in place, and give no other glyph a change.

    ``SPCA`` draws a glyph with an eighth of an em after it, ``SPCB`` with one before it, both with both. The gap is
    the glyph's own and not a move between glyphs, which programs that read a page would take for a space.
    """
    font = TTFont(path, recalcTimestamp=False)
    gap = font["head"].unitsPerEm // 8
    cmap = font.getBestCmap()
    names = sorted({cmap[code] for code in cmap if re.match(f"[{PARTED}]", chr(code))}, key=font.getGlyphID)
    for suffix, before, after in ((".a", 0, gap), (".b", gap, 0), (".ab", gap, gap)):
        for name in names:
            advance, bearing = font["hmtx"][name]
            part = GlyphComponent()
            part.glyphName, part.x, part.y, part.flags = name, before, 0, ROUND_XY_TO_GRID
            glyph = Glyph()
            glyph.numberOfContours, glyph.components = -1, [part]
            font["glyf"][name + suffix] = glyph
            font["hmtx"][name + suffix] = (advance + before + after, bearing + before)
    font.setGlyphOrder(font["glyf"].glyphOrder)
    parted = {f"{name}.a": f"{name}.ab" for name in names}
    add_feature(font, "SPCA", {name: f"{name}.a" for name in names})
    add_feature(font, "SPCB", {name: f"{name}.b" for name in names} | parted)
    font.save(path, reorderTables=True)


def add_feature(font: TTFont, tag: str, pairs: dict[str, str]) -> None:
    """Add a feature that draws one glyph for another, for every script; it is applied after those that are there."""
    if "GSUB" not in font:
        font["GSUB"] = newTable("GSUB")
        font["GSUB"].table = empty_substitutions()
    table = font["GSUB"].table
    lookup = otTables.Lookup()
    lookup.LookupType, lookup.LookupFlag, lookup.SubTableCount = 1, 0, 1
    lookup.SubTable = [buildSingleSubstSubtable(pairs)]
    table.LookupList.Lookup.append(lookup)
    table.LookupList.LookupCount = len(table.LookupList.Lookup)
    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = tag, otTables.Feature()
    record.Feature.FeatureParams = None
    record.Feature.LookupListIndex, record.Feature.LookupCount = [table.LookupList.LookupCount - 1], 1
    at = sum(one.FeatureTag < tag for one in table.FeatureList.FeatureRecord)
    table.FeatureList.FeatureRecord.insert(at, record)
    table.FeatureList.FeatureCount = len(table.FeatureList.FeatureRecord)
    for script in table.ScriptList.ScriptRecord:
        for system in (script.Script.DefaultLangSys, *(one.LangSys for one in script.Script.LangSysRecord)):
            if system is not None:
                system.FeatureIndex = sorted([at, *(index + (index >= at) for index in system.FeatureIndex)])
                system.FeatureCount = len(system.FeatureIndex)


def empty_substitutions() -> otTables.GSUB:
    """Return a table of substitutions that has none, for the default script."""
    table = otTables.GSUB()
    table.Version = 0x00010000
    table.FeatureList, table.LookupList = otTables.FeatureList(), otTables.LookupList()
    table.FeatureList.FeatureRecord, table.LookupList.Lookup = [], []
    system = otTables.DefaultLangSys()
    system.ReqFeatureIndex, system.LookupOrder, system.FeatureIndex = 0xFFFF, None, []
    record = otTables.ScriptRecord()
    record.ScriptTag, record.Script = "DFLT", otTables.Script()
    record.Script.DefaultLangSys, record.Script.LangSysRecord, record.Script.LangSysCount = system, [], 0
    table.ScriptList = otTables.ScriptList()
    table.ScriptList.ScriptRecord, table.ScriptList.ScriptCount = [record], 1
    return table


def make(face: Face, unihan: Path) -> None:
    """Subset, instantiate, rename and save one face."""
    source = Path(str(files(face.package))) / face.source
    options = subset.Options(
        layout_features=face.features,
        hinting=False,
        glyph_names=False,
        notdef_outline=True,
        recalc_timestamp=False,
        drop_tables=["DSIG", "vhea", "vmtx", "VVAR", "BASE"],
        name_IDs=["*"],
    )
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted(face, unihan))
    subsetter.subset(font)
    font = instantiateVariableFont(font, face.axes, inplace=True, overlap=OverlapMode.KEEP_AND_SET_FLAGS)
    for table in ("STAT", "MVAR", "prep", "gasp"):
        if table in font:
            del font[table]
    if face.chinese:
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap.update({ord(sign): table.cmap[ord(other)] for sign, other in DRAWN_AS.items()})
    rename(font, face)
    target = HERE / face.file
    font.save(target, reorderTables=True)
    if face.chinese:
        add_contextual_spacing(target)
    add_script_spacing(target)


def report() -> Iterator[str]:
    """Yield one line for each font: file, bytes, characters, ideographs, digest, and the signs it lacks."""
    for face in FACES:
        path = HERE / face.file
        with TTFont(path, lazy=True) as font:
            characters = set(font.getBestCmap())
        ideographs = sum(0x3400 <= code <= 0x9FFF or code >= 0x20000 for code in characters)  # noqa: PLR2004
        lacking = "".join(sign for sign in SIGNS if ord(sign) not in characters) if face.chinese else ""
        yield (
            f"{face.file}: {path.stat().st_size} bytes, {len(characters)} characters, {ideographs} ideographs, "
            f"sha256 {sha256(path.read_bytes()).hexdigest()[:16]}" + (f", lacks {lacking}" if lacking else "")
        )


def main() -> None:
    """Make the fonts, or count what they hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", action="store_true", help="only count the characters of the fonts that are here")
    parser.add_argument("--unihan", type=Path, default=UNIHAN, help="Unihan_OtherMappings.txt.bz2 (%(default)s)")
    arguments = parser.parse_args()
    if not arguments.count:
        for face in FACES:
            make(face, arguments.unihan)
        for package, source, target in LICENCES:
            shutil.copyfile(Path(str(files(package))) / source, HERE / target)
    for line in report():
        print(line)


if __name__ == "__main__":
    main()
