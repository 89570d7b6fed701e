"""The parts of a Word package around a body written by hand."""

from __future__ import annotations

from xml.sax.saxutils import escape

from tests.exam.writers.raw_runs import Runs

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
STRICT = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "http://purl.oclc.org/ooxml/officeDocument/relationships",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
    "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing": "http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "http://purl.oclc.org/ooxml/drawingml/picture",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "http://purl.oclc.org/ooxml/drawingml/main",
}
NAMESPACES = (
    f'xmlns:w="{MAIN}" xmlns:r="{RELATIONS}"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' mc:Ignorable="w14"'
)
NUMBERS = {
    "decimal": ("decimal", "%1. "),
    "bracket": ("decimal", "（%1）"),
    "chinese": ("chineseCountingThousand", "%1、"),
    "heading": ("chineseCountingThousand", "%1、"),
}


def document(body: str) -> str:
    return f"{HEAD}<w:document {NAMESPACES}><w:body>{body}<w:sectPr/></w:body></w:document>"


def parts(document_xml: str, runs: Runs, lists: dict[str, int], dress: set[str]) -> dict[str, str | bytes]:
    """Every part by its name."""
    main = f"{TYPE}.document.main+xml"
    if "docm" in dress:
        main = "application/vnd.ms-word.document.macroEnabled.main+xml"
    overrides = {
        "/word/document.xml": main,
        "/word/styles.xml": f"{TYPE}.styles+xml",
        "/word/numbering.xml": f"{TYPE}.numbering+xml",
    }
    made: dict[str, str | bytes] = {
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": document_xml,
        "word/styles.xml": _styles(lists),
        "word/numbering.xml": _numbering(lists),
        "word/_rels/document.xml.rels": _relations(runs, dress),
    }
    if "comments" in dress:
        overrides["/word/comments.xml"] = f"{TYPE}.comments+xml"
        made["word/comments.xml"] = (
            f'{HEAD}<w:comments {NAMESPACES}><w:comment w:id="0" w:author="区工信局" w:date="2024-09-20T09:00:00Z">'
            "<w:p><w:r><w:t>请核对本项内容，联系人：请补充。</w:t></w:r></w:p></w:comment></w:comments>"
        )
    made |= {f"word/media/image{at}.png": pic.data for at, pic in enumerate(runs.pics, 1)}
    types = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    content_types = (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f"{types}</Types>"
    )
    ordered: dict[str, str | bytes] = {"[Content_Types].xml": content_types, **made}
    return {name: strictly(data) for name, data in ordered.items()} if "strict" in dress else ordered


def strictly(data: str | bytes) -> str | bytes:
    """A part with the namespaces of strict OOXML."""
    if isinstance(data, str):
        for ours, theirs in STRICT.items():
            data = data.replace(f'"{ours}', f'"{theirs}')
    return data


def _relations(runs: Runs, dress: set[str]) -> str:
    def one(name: str, kind: str, target: str, mode: str = "") -> str:
        return f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{escape(target)}"{mode}/>'

    outside = ' TargetMode="External"'
    rows = [one("rId1", "styles", "styles.xml"), one("rId2", "numbering", "numbering.xml")]
    rows += [one("rId3", "comments", "comments.xml")] if "comments" in dress else []
    rows += [one(f"rIdP{at}", "image", f"media/image{at}.png") for at in range(1, len(runs.pics) + 1)]
    rows += [one(f"rIdL{at}", "hyperlink", link, outside) for at, link in enumerate(runs.links, 1)]
    rows += [one(f"rIdK{at}", "image", link, outside) for at, link in enumerate(runs.linked, 1)]
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(rows)}</Relationships>'


def _styles(lists: dict[str, int]) -> str:
    """The styles; each list has one that numbers its paragraphs."""
    listed = "".join(
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="L{number}"><w:name w:val="列表{number}"/>'
        f'<w:basedOn w:val="a"/><w:pPr><w:numPr><w:numId w:val="{number}"/></w:numPr></w:pPr></w:style>'
        for number in lists.values()
    )
    return (
        f"{HEAD}<w:styles {NAMESPACES}>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="character" w:styleId="PlaceholderText"><w:name w:val="Placeholder Text"/>'
        '<w:rPr><w:color w:val="808080"/></w:rPr></w:style>'
        '<w:style w:type="character" w:customStyle="1" w:styleId="Hidden"><w:name w:val="内部"/>'
        f"<w:rPr><w:vanish/></w:rPr></w:style>{listed}</w:styles>"
    )


def _numbering(lists: dict[str, int]) -> str:
    """One abstract list of each kind; every list of a document restarts it."""
    abstracts = "".join(
        f'<w:abstractNum w:abstractNumId="{at}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
        f'<w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{shown}"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
        for at, (kind, shown) in enumerate(NUMBERS.values())
    )
    order = list(NUMBERS)
    nums = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{order.index(name.split("#")[0])}"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        for name, number in lists.items()
    )
    return f"{HEAD}<w:numbering {NAMESPACES}>{abstracts}{nums}</w:numbering>"
