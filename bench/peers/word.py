"""The tricky Word files: a table with a label and an answer, one trait in each."""

from __future__ import annotations

from collections.abc import Iterator

from bench.peers.trait import OFFICE, Part, Tricky, package, png

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MICROSOFT = "http://schemas.microsoft.com/office/word/2010"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_NAMES = {
    "w": _WORD,
    "w14": f"{_MICROSOFT}/wordml",
    "wps": f"{_MICROSOFT}/wordprocessingShape",
    "wpg": f"{_MICROSOFT}/wordprocessingGroup",
    "r": OFFICE,
    "a": f"{_DRAWING}/main",
    "pic": f"{_DRAWING}/picture",
    "wp": f"{_DRAWING}/wordprocessingDrawing",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
}
_NS = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _NAMES.items())
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MACRO = "application/vnd.ms-word.document.macroEnabled"

_NUMBERING = (
    f'<w:numbering {_NS}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%1）"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
_STYLES = (
    f'<w:styles {_NS}><w:style w:type="paragraph" w:default="1" w:styleId="a">'
    '<w:name w:val="Normal"/></w:style></w:styles>'
)
_GRID = '<w:tblGrid><w:gridCol w:w="4000"/><w:gridCol w:w="4000"/></w:tblGrid>'

_LISTED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
_ACROSS, _DOWN, _GOES_ON = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
_HIDDEN = "<w:vanish/>"
_WINGDINGS = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'
_REVISION = 'w:id="1" w:author="甲" w:date="2024-09-01T00:00:00Z"'
_EMBEDDED, _LINKED = 'r:embed="rId2"', 'r:link="rId3"'


# --- pieces ------------------------------------------------------------------------


def _document(rows: str, *, macro: bool = False, strict: bool = False) -> bytes:
    table = f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr>{_GRID}{rows}</w:tbl><w:p/>'
    links = (
        ("rId1", "numbering", "numbering.xml"),
        ("rId2", "image", "media/image1.png"),
        ("rId3", "image", "https://example.invalid/photo.png"),
        ("rId4", "styles", "styles.xml"),
    )
    parts = {
        "word/document.xml": Part(
            f"<w:document {_NS}><w:body>{table}</w:body></w:document>",
            f"{_MACRO if macro else f'{_TYPE}.document'}.main+xml",
            links,
        ),
        "word/numbering.xml": Part(_NUMBERING, f"{_TYPE}.numbering+xml"),
        "word/styles.xml": Part(_STYLES, f"{_TYPE}.styles+xml"),
        "word/media/image1.png": Part(png(90)),
    }
    return package(parts, strict=strict)


def _run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def _p(inside: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def _cell(blocks: str, properties: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="4000" w:type="dxa"/>{properties}</w:tcPr>{blocks}</w:tc>'


def _row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _answer(runs: str) -> str:
    return _row(_cell(_p(_run("企业名称"))), _cell(_p(runs)))


def _control(inside: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def _revision(kind: str, inside: str) -> str:
    return f"<w:{kind} {_REVISION}>{inside}</w:{kind}>"


def _mark(kind: str, inside: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'


def _code(words: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {words} </w:instrText></w:r>'


def _symbol(code: str) -> str:
    return f'<w:r><w:sym w:font="Wingdings" w:char="{code}"/></w:r>'


def _check_box(state: str, shown: str) -> str:
    checked = f'<w14:checkbox><w14:checked w14:val="{state}"/></w14:checkbox>'
    return _control(_run(shown), checked)


def _legacy_check_box(state: str) -> str:
    box = f'<w:checkBox><w:sizeAuto/><w:default w:val="0"/><w:checked w:val="{state}"/></w:checkBox>'
    data = f'<w:ffData><w:name w:val="a"/><w:enabled/>{box}</w:ffData>'
    return _mark("begin", data) + _code("FORMCHECKBOX") + _mark("separate") + _mark("end")


def _picture(blip: str) -> str:
    return (
        '<pic:pic><pic:nvPicPr><pic:cNvPr id="5" name="图"/><pic:cNvPicPr/></pic:nvPicPr>'
        f"<pic:blipFill><a:blip {blip}/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="90000" cy="90000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    )


def _floating(inside: str, prefix: str) -> str:
    """A drawing that floats; ``prefix``: of the namespace of what is in it."""
    return (
        '<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" '
        'behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
        '<wp:extent cx="90000" cy="90000"/><wp:wrapNone/><wp:docPr id="4" name="图"/><a:graphic>'
        f'<a:graphicData uri="{_NAMES[prefix]}">{inside}</a:graphicData></a:graphic></wp:anchor></w:drawing>'
    )


def _text_box(words: str) -> str:
    """A text box as Word writes it: a shape, and the same in VML for older readers."""
    inside = f"<w:txbxContent>{_p(_run(words))}</w:txbxContent>"
    shape = (
        f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr/><wps:txbx>{inside}</wps:txbx><wps:bodyPr/></wps:wsp>'
    )
    old = f'<v:shape id="b" style="width:90pt;height:30pt"><v:textbox>{inside}</v:textbox></v:shape>'
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{_floating(shape, "wps")}</mc:Choice>'
        f"<mc:Fallback><w:pict>{old}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


# --- files -------------------------------------------------------------------------


def files() -> Iterator[Tricky]:
    """All of them."""
    yield from _ticks()
    yield from _revisions()
    yield from _controls()
    yield from _layout()
    yield from _pictures()
    yield Tricky(
        "strict OOXML", "docx", _document(_answer(_run("严格格式")), strict=True), seen=("严格格式",)
    )
    yield Tricky(
        "macro-enabled (.docm)", "docm", _document(_answer(_run("带宏文件")), macro=True), seen=("带宏文件",)
    )


def _ticks() -> Iterator[Tricky]:
    boxes = {
        "tick as a symbol (`w:sym`)": (_symbol("F0A8"), _symbol("F0FE")),
        "tick as a letter of Wingdings": (_run("¨", _WINGDINGS), _run("þ", _WINGDINGS)),
        "check box of a content control": (_check_box("0", "☐"), _check_box("1", "☒")),
        "check box of a legacy form": (_legacy_check_box("0"), _legacy_check_box("1")),
    }
    for trait, (empty, ticked) in boxes.items():
        runs = empty + _run("省级") + ticked + _run("市级")
        yield Tricky(trait, "docx", _document(_answer(runs)), ticked="市级", unticked="省级")


def _revisions() -> Iterator[Tricky]:
    inserted = _run("甲") + _revision("ins", _run("修订插入"))
    yield Tricky("text inserted as a revision", "docx", _document(_answer(inserted)), seen=("甲修订插入",))
    deleted = _run("留下") + _revision("del", "<w:r><w:delText>修订删除</w:delText></w:r>")
    yield Tricky(
        "text deleted as a revision",
        "docx",
        _document(_answer(deleted)),
        seen=("留下",),
        unseen=("修订删除",),
    )
    words = _run("移动的话")
    moved = _revision("moveFrom", words) + _run("居中") + _revision("moveTo", words)
    yield Tricky(
        "text moved as a revision",
        "docx",
        _document(_answer(moved)),
        seen=("居中移动的话",),
        once=("移动的话",),
    )
    gone = _row(_cell(_p(_run("企业名称"))), _cell(_p(_run("删去的行"))), properties=f"<w:del {_REVISION}/>")
    yield Tricky(
        "row deleted as a revision",
        "docx",
        _document(_answer(_run("保留的行")) + gone),
        seen=("保留的行",),
        unseen=("删去的行",),
    )


def _controls() -> Iterator[Tricky]:
    label = _cell(_p(_run("企业名称")))
    rows = {
        "words in a content control": _answer(_control(_run("控件里的字"))),
        "cell in a content control": _row(label, _control(_cell(_p(_run("控件里的字"))))),
        "row in a content control": _answer(_run("首行")) + _control(_answer(_run("控件里的字"))),
    }
    for trait, made in rows.items():
        yield Tricky(trait, "docx", _document(made), seen=("企业名称", "控件里的字"))
    empty = _control(_run("单击此处输入文字"), "<w:showingPlcHdr/>")
    yield Tricky(
        "placeholder of an empty control",
        "docx",
        _document(_answer(empty)),
        seen=("企业名称",),
        unseen=("单击此处输入文字",),
    )


def _layout() -> Iterator[Tricky]:
    label = _cell(_p(_run("企业名称")))
    hidden = _run("可见") + _run("隐藏的字", _HIDDEN)
    yield Tricky("hidden text", "docx", _document(_answer(hidden)), seen=("可见",), unseen=("隐藏的字",))
    yield Tricky(
        "text box, once", "docx", _document(_answer(_run("框外") + _text_box("框内文字"))), once=("框内文字",)
    )
    inner = _row(_cell(_p(_run("内格甲"))), _cell(_p(_run("内格乙"))))
    nested = f"<w:tbl><w:tblPr/>{_GRID}{inner}</w:tbl><w:p/>"
    yield Tricky("table in a cell", "docx", _document(_row(label, _cell(nested))), once=("内格甲", "内格乙"))
    listed = _p(_run("做法甲"), _LISTED) + _p(_run("做法乙"), _LISTED)
    yield Tricky(
        "automatic numbers of a list",
        "docx",
        _document(_row(label, _cell(listed))),
        seen=("（一）做法甲", "（二）做法乙"),
    )
    across = _row(_cell(_p(_run("横向合并")), _ACROSS)) + _answer(_run("乙"))
    yield Tricky("merged across, once", "docx", _document(across), once=("横向合并",))
    upper = _row(_cell(_p(_run("纵向合并")), _DOWN), _cell(_p(_run("上格"))))
    lower = _row(_cell(_p(""), _GOES_ON), _cell(_p(_run("下格"))))
    yield Tricky("merged down, once", "docx", _document(upper + lower), once=("纵向合并", "上格", "下格"))
    code = _mark("begin") + _code("DOCPROPERTY 域的代码") + _mark("separate")
    yield Tricky(
        "result of a field, not its code",
        "docx",
        _document(_answer(code + _run("域的结果") + _mark("end"))),
        seen=("域的结果",),
        unseen=("域的代码",),
    )


def _pictures() -> Iterator[Tricky]:
    group = f"<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr/>{_picture(_EMBEDDED)}</wpg:wgp>"
    image = '<v:shape id="a" style="width:50pt;height:50pt"><v:imagedata r:id="rId2"/></v:shape>'
    drawn = {
        "floating picture": (_floating(_picture(_EMBEDDED), "pic"), 1),
        "picture in a group": (_floating(group, "wpg"), 1),
        "picture in VML": (f"<w:pict>{image}</w:pict>", 1),
        "picture only linked": (_floating(_picture(_LINKED), "pic"), 0),
    }
    for trait, (drawing, number) in drawn.items():
        runs = f"{_run('照片')}<w:r>{drawing}</w:r>"
        yield Tricky(trait, "docx", _document(_answer(runs)), seen=("照片",), pictures=number)
