"""How soon the bureau's board of 1,000 cases answers a keystroke, in Chromium.

    python bench/board.py [CASES]

A keystroke counts from its event to the frame that shows the list as it is then. Prints the
longest of all keystrokes of a few words, and how long a click on a column's head takes; the
target: under 100 ms each. Needs Chromium on the path (Debian: chromium).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Page, sync_playwright  # noqa: E402

from bench import report  # noqa: E402
from pipeline.documents import board  # noqa: E402
from tests.board.made import MADE, content  # noqa: E402

CASES = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
WORDS = ("示例99", "余热 回收", "c3051", "没有的")
_SHOWN = "new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now() - since))))"
TYPE = f"""async letter => {{
  const field = document.getElementById('text'), since = performance.now();
  field.value += letter;
  field.dispatchEvent(new Event('input', {{ bubbles: true }}));
  return await {_SHOWN};
}}"""
CLICK = f"head => {{ const since = performance.now(); head.click(); return {_SHOWN}; }}"


def typed(page: Page) -> list[float]:
    """How long each letter took, those that are taken away again included."""
    found = []
    for word in WORDS:
        found += [page.evaluate(TYPE, letter) for letter in word]
        page.evaluate("document.getElementById('text').value = ''")
        found.append(page.evaluate(TYPE, ""))
    return found


def main() -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        print("left out: chromium is not installed")
        return
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        file = Path(name) / "index.html"
        board.write(content(CASES), 1, ROOT / "templates", MADE, file)
        browser = playwright.chromium.launch(executable_path=chromium)
        page = browser.new_page(viewport={"width": 1280, "height": 800}, offline=True)
        page.goto(file.as_uri())
        letters = typed(page)
        clicks = [head.evaluate(CLICK) for head in page.locator("#cases thead button").element_handles()]
        browser.close()
        size = file.stat().st_size
    report.row(f"{CASES} cases, the page", size / 1e6, "MB")
    note = f"the longest of {len(letters)}"
    report.row("a keystroke until the list is as it says", max(letters), "ms", digits=0, most=100, note=note)
    report.row("a click on a column's head", max(clicks), "ms", digits=0, most=100)


if __name__ == "__main__":
    main()
