"""Pictures, text boxes and symbols are read as they are seen, each once."""

# ruff: noqa: E501 (pieces of XML are easier to read whole)

from __future__ import annotations

import pytest

from tests.office.words import blocks, lines, paragraph, pictures, png, run, styles, text

PARTS = {"word/media/a.png": png("red"), "word/media/b.png": png("blue")}
LINKS = (("rId7", "image", "media/a.png"), ("rId8", "image", "media/b.png"))
BLIP = "<pic:pic><pic:nvPicPr><pic:cNvPr{more}/></pic:nvPicPr><pic:blipFill><a:blip r:embed='rId7'/></pic:blipFill></pic:pic>"
PICTURE, UNSEEN = BLIP.format(more=""), BLIP.format(more=" hidden='1'")
SHAPE = "<v:shape{more}><v:imagedata r:id='rId8'/></v:shape>"
VML = SHAPE.format(more="")
WORDS = f"<w:txbxContent><w:p>{run('框')}</w:p></w:txbxContent>"


def drawing(inner: str, properties: str = "") -> str:
    return f"<w:p><w:r><w:drawing><wp:anchor><wp:extent/><wp:docPr{properties}/>{inner}</wp:anchor></w:drawing></w:r></w:p>"


def vml(inner: str) -> str:
    return f"<w:p><w:r><w:pict>{inner}</w:pict></w:r></w:p>"


def embedded(properties: str, more: str = "") -> str:
    return f"<w:p><w:r><w:object>{VML}<o:OLEObject {properties}/>{more}</w:object></w:r></w:p>"


# fmt: off
COUNTED = {
    "floating": (drawing(PICTURE), 1),
    "two in a group": (drawing(f"<wpg:wgp>{PICTURE}<wpg:grpSp>{PICTURE}</wpg:grpSp></wpg:wgp>"), 2),
    "as the filling of a shape": (drawing("<wps:wsp><wps:spPr><a:blipFill><a:blip r:embed='rId7'/></a:blipFill></wps:spPr></wps:wsp>"), 1),
    "in an old shape": (vml(f"<v:group>{VML}{VML}</v:group>"), 2),
    "in both branches": (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wpg'><w:drawing>{PICTURE}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{VML}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>", 1,
    ),
    "in a text box": (drawing(f"<wps:wsp><wps:txbx><w:txbxContent>{drawing(PICTURE)}</w:txbxContent></wps:txbx></wps:wsp>"), 1),
    "the look of an embedded drawing": (embedded("ProgID='Visio.Drawing.15' DrawAspect='Content'"), 1),
    "not an icon": (embedded("ProgID='Package' DrawAspect='Icon'"), 0),
    "not an equation": (embedded("ProgID='Equation.3' DrawAspect='Content'"), 0),
    "not what is hidden": (drawing(PICTURE, " hidden='true'") + drawing(f"<wpg:wgp>{UNSEEN}</wpg:wgp>"), 0),
    "nor a hidden old shape": (vml(SHAPE.format(more=" style='visibility: hidden'")), 0),
    "nor one in a hidden run": (f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:drawing>{PICTURE}</w:drawing></w:r></w:p>", 0),
    "nor a deleted one": (f"<w:p><w:del><w:r><w:drawing>{PICTURE}</w:drawing></w:r></w:del></w:p>", 0),
    "nor one that only shows where a picture goes": (
        f"<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/><w:picture/></w:sdtPr><w:sdtContent><w:r><w:drawing>{PICTURE}"
        "</w:drawing></w:r></w:sdtContent></w:sdt></w:p>", 0,
    ),
    "but one in its control": (
        f"<w:p><w:sdt><w:sdtPr><w:picture/></w:sdtPr><w:sdtContent><w:r><w:drawing>{PICTURE}</w:drawing></w:r>"
        "</w:sdtContent></w:sdt></w:p>", 1,
    ),
}
# fmt: on


@pytest.mark.parametrize(("body", "count"), COUNTED.values(), ids=COUNTED)
def test_pictures_that_are_seen(body: str, count: int) -> None:
    assert len(pictures(blocks(body, dict(PARTS), *LINKS))) == count


def test_a_text_box_in_a_group_and_an_old_one_read_in_place() -> None:
    boxes = drawing(f"<wpg:wgp><wps:wsp><wps:txbx>{WORDS}</wps:txbx></wps:wsp></wpg:wgp>") + vml(
        f"<v:shape><v:textbox>{WORDS}</v:textbox></v:shape>"
    )
    assert [line for line in lines(blocks(boxes + paragraph(run("甲")))) if line] == ["框", "框", "甲"]


FONT = "<w:rFonts w:{slot}='{name}'/>"
SYMBOLS = {
    "in the font for other letters": (run("þ", FONT.format(slot="hAnsi", name="Wingdings")), "☑"),
    "not where plain letters have another font": (
        run("R", "<w:rFonts w:ascii='Arial' w:hAnsi='Wingdings 2'/>"),
        "R",
    ),
    "Webdings": (run("a", FONT.format(slot="ascii", name="Webdings")), "✓"),
    "Symbol": (run("\uf0d6", FONT.format(slot="ascii", name="Symbol")), "√"),
    "circled figures": (run("\u0081\u0082", FONT.format(slot="ascii", name="Wingdings")), "①②"),
    "by a style": (run("R", "<w:rStyle w:val='w'/>"), "☑"),
    "by a style of a style": (run("R", "<w:rStyle w:val='ww'/>"), "☑"),
    "not where the theme's font is said": (
        run("R", "<w:rStyle w:val='w'/><w:rFonts w:asciiTheme='minorHAnsi' w:hAnsiTheme='minorHAnsi'/>"),
        "R",
    ),
    "Chinese stays": (run("甲R", "<w:rStyle w:val='w'/>"), "甲☑"),
    "a sign that lost its font": (run("\uf0fe"), "☑"),
    "a symbol of Unicode's": (
        "<w:r><w:sym w:font='MS Gothic' w:char='2612'/><w:sym w:font='Segoe UI Symbol' w:char='2611'/></w:r>",
        "☒☑",
    ),
}
FONTS = styles(
    "<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme='minorHAnsi'/></w:rPr></w:rPrDefault></w:docDefaults>"
    "<w:style w:type='character' w:styleId='w'><w:rPr><w:rFonts w:ascii='Wingdings 2' w:hAnsi='Wingdings 2'/>"
    "</w:rPr></w:style><w:style w:type='character' w:styleId='ww'><w:basedOn w:val='w'/></w:style>"
)


@pytest.mark.parametrize(("runs", "seen"), SYMBOLS.values(), ids=SYMBOLS)
def test_symbols(runs: str, seen: str) -> None:
    assert text(paragraph(runs), FONTS) == seen
