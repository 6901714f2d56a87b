"""Texts measured in less time by WeasyPrint 70: contexts, fonts, struts and break points are remembered."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

__all__ = ["remember_texts"]

_STRUT = "_remembered_strut"
_MANY = 1 << 16


def remember_texts() -> None:
    """Replace the functions of WeasyPrint 70 that prepare a text to be measured by ones that remember."""
    _break_points()
    _struts()
    _contexts()


def _break_points() -> None:
    from weasyprint.layout import inline  # noqa: PLC0415  # slow, and only after the fonts have been set
    from weasyprint.text import line_break  # noqa: PLC0415

    remembered = lru_cache(_MANY)(line_break.can_break_text)
    inline.can_break_text = line_break.can_break_text = remembered


def _struts() -> None:
    from weasyprint.text import line_break  # noqa: PLC0415  # as above

    from hepu.report.pdf.swift import replace_everywhere  # noqa: PLC0415  # it calls this module

    plain = line_break.strut

    def strut(style: Any) -> Any:
        known = style.__dict__.get(_STRUT)
        if known is None:
            known = style.__dict__[_STRUT] = plain(style)
        return known

    replace_everywhere(plain, strut)


def _contexts() -> None:
    """Make one Pango context for each language and direction, and one description for each font, of a document."""
    from weasyprint.text import line_break  # noqa: PLC0415  # as above
    from weasyprint.text.ffi import ffi, gobject, pango  # noqa: PLC0415

    plain = line_break.Layout.setup

    def context_of(config: Any, direction: str, override: str, lang: str | None) -> tuple[Any, Any]:
        context = ffi.gc(pango.pango_font_map_create_context(config.font_map), gobject.g_object_unref)
        pango.pango_context_set_round_glyph_positions(context, False)
        pango.pango_context_set_base_dir(context, line_break.PANGO_DIRECTION[direction])
        named = lang if override == "normal" else line_break.LST_TO_ISO.get(override.lower(), override)
        if not named:
            return context, pango.pango_language_get_default()
        pointer, text = line_break.unicode_to_char_p(named)
        language = pango.pango_language_from_string(pointer)
        del text  # it had to live as long as its pointer was read
        pango.pango_context_set_language(context, language)
        return context, language

    def setup(layout: Any, style: Any) -> None:
        if style["text_decoration_line"] != "none":
            plain(layout, style)
            return
        layout.style = style
        layout.first_line_direction = 0
        config = style.font_config
        known = config.__dict__.setdefault("_remembered_contexts", {})
        key = (style["direction"], style["font_language_override"], style["lang"])
        if key not in known:
            known[key] = context_of(config, *key)
        context, layout.language = known[key]
        own = style.__dict__.get("_remembered_font")
        if own is None:
            own = style.__dict__["_remembered_font"] = _font(style, line_break)
        description, features = own
        layout.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(layout.layout, False)
        pango.pango_layout_set_font_description(layout.layout, description)
        layout.ascent = layout.underline_position = layout.strikethrough_position = None
        if features:
            attribute = config.font_features.get(features)
            if attribute is None:
                attribute = config.font_features[features] = pango.pango_attr_font_features_new(features)
            attributes = pango.pango_attr_list_new()
            pango.pango_attr_list_insert(attributes, attribute)
            pango.pango_layout_set_attributes(layout.layout, attributes)

    line_break.Layout.setup = setup


def _font(style: Any, line_break: Any) -> tuple[Any, bytes]:
    """Give the description of a style's font, and the features that are asked of it."""
    features = line_break.font_features(
        style["font_kerning"],
        style["font_variant_ligatures"],
        style["font_variant_position"],
        style["font_variant_caps"],
        style["font_variant_numeric"],
        style["font_variant_alternates"],
        style["font_variant_east_asian"],
        style["font_feature_settings"],
    )
    written = ",".join(f"{key} {value}" for key, value in features.items()).encode() if features else b""
    return line_break.get_font_description(style), written
