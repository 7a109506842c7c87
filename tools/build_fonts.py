"""Cuts Be Vietnam Pro to Vietnamese and Latin and adds tabular figures, which it lacks (`tnum`).

python tools/build_fonts.py FOLDER_WITH_TTF    needs fonttools and brotli; run once, by hand
"""

import sys
from pathlib import Path

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

# fmt: off
UNICODES = [
    *range(0x20, 0x7F), *range(0xA0, 0x100), 0x102, 0x103, 0x110, 0x111, 0x128, 0x129, 0x168,
    0x169, 0x1A0, 0x1A1, 0x1AF, 0x1B0, 0x300, 0x301, 0x303, 0x309, 0x323, *range(0x1EA0, 0x1EFA),
    0x2013, 0x2014, *range(0x2018, 0x201E), 0x2022, 0x2026, 0x2212, 0x2264, 0x2265, 0x20AB,
]
# fmt: on
DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
WIDTH = 650  # of 1000: every tabular figure takes the same room

for weight in ("Regular", "SemiBold"):
    font = TTFont(Path(sys.argv[1]) / f"BeVietnamPro-{weight}.ttf")
    options = Options()
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=UNICODES)
    subsetter.subset(font)
    glyphs = font.getGlyphSet()
    for name in DIGITS:
        old, _ = font["hmtx"][name]
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(TransformPen(pen, (1, 0, 0, 1, round((WIDTH - old) / 2), 0)))
        glyph = pen.glyph()
        font["glyf"][f"{name}.tnum"] = glyph
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][f"{name}.tnum"] = (WIDTH, glyph.xMin)
    font["maxp"].numGlyphs = len(font.getGlyphOrder())
    subs = "\n".join(f"sub {name} by {name}.tnum;" for name in DIGITS)
    addOpenTypeFeaturesFromString(font, f"feature tnum {{\n{subs}\n}} tnum;", tables=["GSUB"])
    font.flavor = "woff2"
    font.save(f"be-vietnam-pro-{weight.lower()}.woff2")
