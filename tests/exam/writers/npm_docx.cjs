// Writer npm-docx: jobs (JSON on standard input) as Word documents, by the npm package docx.
"use strict";

const fs = require("fs");
const { Document, ImageRun, Packer, Paragraph, Table, TableCell, TableRow, Tab, TextRun, WidthType } = require("docx");

async function main() {
  for (const job of JSON.parse(fs.readFileSync(0, "utf8"))) {
    const children = [];
    job.forms.forEach((tables, at) => {
      if (at) children.push(new Paragraph({ pageBreakBefore: true, children: [] }));
      for (const table of tables) {
        children.push(...table.before.flatMap(block), makeTable(table));
        children.push(...(table.after.length ? table.after.flatMap(block) : [new Paragraph({ children: [] })]));
      }
    });
    const bytes = await Packer.toBuffer(new Document({ creator: "", sections: [{ children }] }));
    fs.writeFileSync(job.path, bytes);
  }
}

function makeTable(table) {
  const rows = table.rows.map((cells) => new TableRow({ children: cells.map(makeCell) }));
  const columnWidths = Array(table.columns).fill(Math.floor(8600 / table.columns));
  return new Table({ rows, columnWidths, width: { size: 8600, type: WidthType.DXA } });
}

function makeCell(cell) {
  const children = cell.blocks.flatMap(block);
  return new TableCell({
    children: children.length ? children : [new Paragraph({ children: [] })],
    columnSpan: cell.colspan,
    rowSpan: cell.rowspan,
  });
}

function block(given) {
  if (given.nested) return [nested(given.nested), new Paragraph({ children: [] })];
  if (given.picture) return [new Paragraph({ children: [picture(given.picture)] })];
  return [new Paragraph({ children: given.runs.flatMap(run) })];
}

// A run; its line breaks and tabs become elements.
function run(given) {
  return given.text.split("\n").map((line, at) => {
    const pieces = line.split("\t").flatMap((piece, tab) => (tab ? [new Tab(), piece] : [piece]));
    return new TextRun({ bold: given.bold, break: at ? 1 : undefined, children: pieces });
  });
}

function picture(given) {
  return new ImageRun({
    type: "png",
    data: Buffer.from(given.data, "base64"),
    transformation: { width: given.width, height: given.height },
  });
}

function nested(rows) {
  return new Table({
    columnWidths: rows[0].map(() => 1000),
    rows: rows.map((texts) => new TableRow({
      children: texts.map((text) => new TableCell({ children: [new Paragraph(text)] })),
    })),
  });
}

main();
