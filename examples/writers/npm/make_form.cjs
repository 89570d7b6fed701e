// Writer 3: a page (JSON on standard input) as a Word document, by the npm package docx.
//
// Usage: node make_form.cjs OUT.docx < page.json
// The page is what grid.py describes; pictures come as base64.
"use strict";

const fs = require("fs");
const {
  AlignmentType, BorderStyle, Document, ImageRun, Packer, PageOrientation, Paragraph, ShadingType,
  Table, TableCell, TableLayoutType, TableRow, TextRun, VerticalAlignTable, WidthType,
} = require("docx");

const LOOKS = [
  { font: "宋体", size: 21, shade: null },
  { font: "仿宋", size: 24, shade: "F2F2F2" },
  { font: "楷体", size: 22, shade: null },
  { font: "等线", size: 21, shade: "E8F1EA" },
];
const TWIPS_PER_CM = 567;
const PIXELS_PER_CM = 37.8;

function main() {
  const page = JSON.parse(fs.readFileSync(0, "utf8"));
  const look = LOOKS[page.look % LOOKS.length];
  const across = (page.landscape ? 29.7 : 21) - 4;
  const children = page.before.map((line, at) => titleLine(line, at));
  page.tables.forEach((table, at) => {
    if (at > 0) children.push(new Paragraph({ children: [] }));
    children.push(makeTable(table, look, across));
  });
  page.after.forEach((block) => children.push(block.picture
    ? new Paragraph({ alignment: AlignmentType.CENTER, children: [picture(block.picture, across * TWIPS_PER_CM, 1)] })
    : paragraph(block, look, { small: !page.prose, indent: page.prose })));
  const size = page.landscape
    ? { orientation: PageOrientation.LANDSCAPE, width: 11906, height: 16838 }
    : { width: 11906, height: 16838 };
  const margin = { top: 1134, bottom: 1134, left: 1134, right: 1134 };
  const document = new Document({
    creator: "",
    styles: { default: { document: { run: { font: fonts(look.font), size: look.size } } } },
    sections: [{ properties: { page: { size, margin } }, children }],
  });
  Packer.toBuffer(document).then((bytes) => fs.writeFileSync(process.argv[2], bytes));
}

function fonts(eastAsia) {
  return { ascii: "Times New Roman", hAnsi: "Times New Roman", eastAsia };
}

function titleLine(line, at) {
  const run = new TextRun({
    text: line.runs[0].text, bold: at > 0, size: at > 0 ? 36 : 32, font: fonts(at > 0 ? "宋体" : "黑体"),
  });
  return new Paragraph({
    children: [run],
    alignment: at > 0 ? AlignmentType.CENTER : AlignmentType.LEFT,
    spacing: { after: 160 },
  });
}

function makeTable(table, look, across) {
  const widths = table.widths.map((share) => Math.round(share * across * TWIPS_PER_CM));
  const columnOf = startingColumns(table);
  const rows = table.rows.map((cells, row) => new TableRow({
    children: cells.map((cell, at) => {
      const column = columnOf[row][at];
      const width = widths.slice(column, column + cell.colspan).reduce((a, b) => a + b, 0);
      return makeCell(cell, look, width);
    }),
  }));
  return new Table({
    rows, columnWidths: widths, layout: TableLayoutType.FIXED,
    width: { size: widths.reduce((a, b) => a + b, 0), type: WidthType.DXA },
  });
}

// In which column each cell of each row begins, given the cells that hang down from above.
function startingColumns(table) {
  const covered = new Set();
  return table.rows.map((cells, row) => {
    let column = 0;
    return cells.map((cell) => {
      while (covered.has(`${row},${column}`)) column += 1;
      const start = column;
      for (let down = 0; down < cell.rowspan; down += 1) {
        for (let right = 0; right < cell.colspan; right += 1) covered.add(`${row + down},${start + right}`);
      }
      column += cell.colspan;
      return start;
    });
  });
}

function makeCell(cell, look, width) {
  const isLabel = cell.role === "label" || cell.role === "head";
  const centred = isLabel || cell.role === "number";
  const children = [];
  let pictures = [];
  const flush = () => {
    for (let at = 0; at < pictures.length; at += cell.pictures_across) {
      children.push(new Paragraph({
        alignment: AlignmentType.CENTER,
        spacing: { before: 60, after: 60 },
        children: pictures.slice(at, at + cell.pictures_across).map((p) => picture(p, width, cell.pictures_across)),
      }));
    }
    pictures = [];
  };
  for (const block of cell.blocks) {
    if (block.picture) {
      pictures.push(block.picture);
      continue;
    }
    flush();
    if (block.nested) children.push(nested(block.nested, look, width), new Paragraph({ children: [] }));
    else children.push(paragraph(block, look, { centred, indent: cell.role === "long" }));
  }
  flush();
  return new TableCell({
    children: children.length ? children : [new Paragraph({ children: [] })],
    columnSpan: cell.colspan,
    rowSpan: cell.rowspan,
    width: { size: width, type: WidthType.DXA },
    verticalAlign: centred ? VerticalAlignTable.CENTER : VerticalAlignTable.TOP,
    margins: { top: 40, bottom: 40, left: 90, right: 90 },
    shading: isLabel && look.shade ? { type: ShadingType.CLEAR, fill: look.shade } : undefined,
  });
}

function paragraph(line, look, { centred = false, indent = false, small = false } = {}) {
  const plain = line.runs.every((run) => run.kind === "text" && !run.bold);
  return new Paragraph({
    alignment: centred ? AlignmentType.CENTER : AlignmentType.LEFT,
    indent: indent && plain ? { firstLine: look.size * 20 } : undefined,
    children: line.runs.map((run) => new TextRun({
      text: run.text,
      bold: run.bold,
      size: small || run.kind === "hint" ? look.size - 3 : look.size,
      color: run.kind === "hint" ? "7F7F7F" : undefined,
      font: fonts(look.font),
    })),
  });
}

function picture(given, width, across) {
  let wide = ((width / TWIPS_PER_CM - 0.5) / across - 0.15) * PIXELS_PER_CM;
  if (given.height > given.width) wide *= 0.62;
  wide = Math.min(wide, 470);
  return new ImageRun({
    type: given.media_type === "image/png" ? "png" : "jpg",
    data: Buffer.from(given.data, "base64"),
    transformation: { width: Math.round(wide), height: Math.round((wide * given.height) / given.width) },
  });
}

function nested(rows, look, width) {
  const wide = Math.floor((width - 400) / rows[0].length);
  const border = { style: BorderStyle.SINGLE, size: 4, color: "666666" };
  const borders = { top: border, bottom: border, left: border, right: border };
  return new Table({
    columnWidths: rows[0].map(() => wide),
    rows: rows.map((texts) => new TableRow({
      children: texts.map((text) => new TableCell({
        borders,
        width: { size: wide, type: WidthType.DXA },
        children: [paragraph({ runs: [{ text, kind: "text", bold: false }] }, look, { small: true })],
      })),
    })),
  });
}

main();
