"""WordprocessingML by hand: runs and pictures."""

from __future__ import annotations

from collections.abc import Callable
from xml.sax.saxutils import escape

from tests.exam.model import Group, Pic, Run

REVISED = 'w:id="{id}" w:author="经办人" w:date="2024-09-10T08:00:00Z"'
EMU = 9525
PLAIN = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋_GB2312"/>'
SYMBOLS = {True: "F0FE", False: "F0A8"}
LETTERS = {"letter": ("Wingdings", "þ", "¨"), "letter-2": ("Wingdings 2", "R", "£")}
PLACEHOLDER = '<w:rStyle w:val="PlaceholderText"/>'


class Runs:
    """Runs and pictures of one document; counts ids and collects pictures and links."""

    def __init__(self) -> None:
        self.ids = 100
        self.pics: list[Pic] = []
        self.links: list[str] = []
        self.linked: list[str] = []

    def next(self) -> int:
        self.ids += 1
        return self.ids

    def run(self, run: Run, *, deleted: bool = False, inserted: bool = False) -> str:
        """A run in its look."""
        if deleted:
            return f"<w:del {REVISED.format(id=self.next())}>{text(run.text, tag='w:delText')}</w:del>"
        made = self._looks().get(run.look, self._text)(run)
        if inserted and run.look in ("text", "bold"):
            return f"<w:ins {REVISED.format(id=self.next())}>{made}</w:ins>"
        return made

    def _looks(self) -> dict[str, Callable[[Run], str]]:
        return {
            "bold": lambda run: text(run.text, "<w:b/>"),
            "hidden": lambda run: text(run.text, "<w:vanish/>"),
            "hidden-style": lambda run: text(run.text, '<w:rStyle w:val="Hidden"/>'),
            "ins": lambda run: f"<w:ins {REVISED.format(id=self.next())}>{text(run.text)}</w:ins>",
            "del": lambda run: self.run(run, deleted=True),
            "moved-from": lambda run: (
                f"<w:moveFrom {REVISED.format(id=self.next())}>{text(run.text)}</w:moveFrom>"
            ),
            "moved-to": lambda run: f"<w:moveTo {REVISED.format(id=self.next())}>{text(run.text)}</w:moveTo>",
            "link": self._link,
            "field": self._field,
            "alternate": self._alternate,
            "control": lambda run: self.control(text(run.text), "<w:text/>"),
            "dropdown": self._dropdown,
            "placeholder": lambda run: self.control(
                text(run.text, PLACEHOLDER), "<w:showingPlcHdr/><w:text/>"
            ),
            "symbol": lambda run: (
                f'<w:r><w:rPr>{PLAIN}</w:rPr><w:sym w:font="Wingdings" w:char="{SYMBOLS[run.ticked]}"/></w:r>'
            ),
            "letter": self._letter,
            "letter-2": self._letter,
            "check-control": self._check,
            "check-field": self._check_field,
        }

    def _text(self, run: Run) -> str:
        return text(run.text)

    def control(self, inner: str, kind: str) -> str:
        """A content control around anything."""
        return (
            f'<w:sdt><w:sdtPr><w:id w:val="{14000 + self.next()}"/>{kind}</w:sdtPr>'
            f"<w:sdtContent>{inner}</w:sdtContent></w:sdt>"
        )

    def _link(self, run: Run) -> str:
        self.links.append("mailto:" + run.text)
        return f'<w:hyperlink r:id="rIdL{len(self.links)}">{text(run.text)}</w:hyperlink>'

    def _field(self, run: Run) -> str:
        """A field, or a field within the code of another: what is seen is the result of the outer one."""
        if len(run.text) % 2:
            return field(f" QUOTE {run.text} \\* MERGEFORMAT ", text(run.text))
        inner = field(" DOCPROPERTY 状态 ", text("草稿"))
        return (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> IF </w:instrText></w:r>'
            f'{inner}<w:r><w:instrText xml:space="preserve"> = "草稿" "甲" "乙" </w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{text(run.text)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    def _alternate(self, run: Run) -> str:
        return (
            f'<mc:AlternateContent><mc:Choice Requires="w14">{text(run.text)}</mc:Choice>'
            f"<mc:Fallback>{text(run.text)}</mc:Fallback></mc:AlternateContent>"
        )

    def _dropdown(self, run: Run) -> str:
        items = "".join(
            f'<w:listItem w:displayText="{escape(value)}" w:value="{escape(value)}"/>'
            for value in ("请选择", run.text, "其他")
        )
        return self.control(text(run.text), f"<w:dropDownList>{items}</w:dropDownList>")

    def _letter(self, run: Run) -> str:
        font, ticked, empty = LETTERS[run.look]
        look = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}"/>'
        return f"<w:r><w:rPr>{look}</w:rPr><w:t>{ticked if run.ticked else empty}</w:t></w:r>"

    def _check(self, run: Run) -> str:
        kind = (
            f'<w14:checkbox><w14:checked w14:val="{int(run.ticked)}"/>'
            '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
            '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
        )
        return self.control(text("☒" if run.ticked else "☐"), kind)

    def _check_field(self, run: Run) -> str:
        data = (
            '<w:ffData><w:name w:val=""/><w:enabled/><w:calcOnExit w:val="0"/><w:checkBox><w:sizeAuto/>'
            f'<w:default w:val="0"/>{"<w:checked/>" if run.ticked else ""}</w:checkBox></w:ffData>'
        )
        return field(" FORMCHECKBOX ", "", data)

    # pictures

    def pic(self, pic: Pic) -> str:
        """A picture in a run."""
        if pic.how == "linked":
            self.linked.append(f"file:///D:/照片/{pic.sha256[:6]}.png")
            return self._inline(pic, f'r:link="rIdK{len(self.linked)}"')
        self.pics.append(pic)
        number = len(self.pics)
        if pic.how == "vml":
            return f"<w:r><w:pict>{shape(pic, number)}</w:pict></w:r>"
        return self._inline(pic, f'r:embed="rIdP{number}"')

    def _inline(self, pic: Pic, blip: str) -> str:
        named = f'id="{self.next()}" name="图片"'
        size = f'cx="{pic.width * EMU}" cy="{pic.height * EMU}"'
        graphic = (
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
            f"{picture(pic, named, blip)}</a:graphicData></a:graphic>"
        )
        if pic.how == "floating":
            return (
                '<w:r><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0"'
                ' relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
                '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset>'
                '</wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset>'
                f"</wp:positionV><wp:extent {size}/><wp:wrapTopAndBottom/><wp:docPr {named}/>{graphic}"
                "</wp:anchor></w:drawing></w:r>"
            )
        return (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
            f"<wp:docPr {named}/>{graphic}</wp:inline></w:drawing></w:r>"
        )

    def group(self, group: Group) -> str:
        """Pictures grouped: DrawingML with VML as its fallback, or VML alone."""
        start = len(self.pics)
        self.pics.extend(group.pics)
        numbers = range(start + 1, start + 1 + len(group.pics))
        shapes = "".join(shape(pic, n) for pic, n in zip(group.pics, numbers, strict=True))
        vml = (
            f'<w:pict><v:group style="width:90pt;height:40pt" coordsize="900,400">{shapes}</v:group></w:pict>'
        )
        if group.how == "vml":
            return f"<w:r>{vml}</w:r>"
        pics = "".join(
            picture(pic, f'id="{self.next()}" name="图片"', f'r:embed="rIdP{n}"')
            for pic, n in zip(group.pics, numbers, strict=True)
        )
        drawing = (
            '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="900000" cy="400000"/>'
            f'<wp:docPr id="{self.next()}" name="组合"/><a:graphic>'
            '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup">'
            f"<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr/>{pics}</wpg:wgp></a:graphicData></a:graphic></wp:inline></w:drawing>"
        )
        return (
            f'<w:r><mc:AlternateContent><mc:Choice Requires="wpg">{drawing}</mc:Choice>'
            f"<mc:Fallback>{vml}</mc:Fallback></mc:AlternateContent></w:r>"
        )

    def box(self, inner: str, how: str) -> str:
        """A text box around paragraphs."""
        vml = f'<w:pict><v:shape style="width:200pt;height:40pt"><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict>'
        if how == "vml":
            return f"<w:r>{vml}</w:r>"
        drawing = (
            '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="1900000" cy="400000"/>'
            f'<wp:docPr id="{self.next()}" name="文本框"/><a:graphic>'
            '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
            f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr/><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx>'
            "<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
        )
        if how == "drawingml":
            return f"<w:r>{drawing}</w:r>"
        return (
            f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{drawing}</mc:Choice>'
            f"<mc:Fallback>{vml}</mc:Fallback></mc:AlternateContent></w:r>"
        )


def text(said: str, look: str = "", tag: str = "w:t") -> str:
    """A run of text, its line breaks and tabs as elements."""
    inner = ""
    for at, line in enumerate(said.split("\n")):
        inner += "<w:br/>" if at else ""
        for tab, piece in enumerate(line.split("\t")):
            inner += "<w:tab/>" if tab else ""
            inner += f'<{tag} xml:space="preserve">{escape(piece)}</{tag}>' if piece else ""
    return f"<w:r><w:rPr>{look if 'rStyle' in look else PLAIN + look}</w:rPr>{inner}</w:r>"


def field(code: str, result: str, data: str = "") -> str:
    """A field: its code, its result."""
    begin = f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'
    said = f'<w:r><w:instrText xml:space="preserve">{escape(code)}</w:instrText></w:r>'
    separate = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    return f'{begin}{said}{separate}{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def picture(pic: Pic, named: str, blip: str) -> str:
    size = f'cx="{pic.width * EMU}" cy="{pic.height * EMU}"'
    return (
        f"<pic:pic><pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip {blip}/>"
        f'<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    )


def shape(pic: Pic, number: int) -> str:
    return (
        f'<v:shape id="_x0000_i{1000 + number}" style="width:{pic.width}pt;height:{pic.height}pt">'
        f'<v:imagedata r:id="rIdP{number}" o:title=""/></v:shape>'
    )
