"""Make the blanks of the other call: `python make_blanks.py [--into DIR]`.

Three forms and a list as another bureau might publish them, without a tag in them: what the tagged forms of
`examples/forms/templates/` were made from by hand.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from foreign import blanks

HERE = Path(__file__).parent.parent / "forms" / "blanks"


def main() -> None:
    """Write all blanks."""
    parser = argparse.ArgumentParser(description="Make the blanks of the other call.")
    parser.add_argument("--into", type=Path, default=HERE)
    asked = parser.parse_args()
    for name, laid_out in blanks.ALL.items():
        path = asked.into / f"{name}.docx"
        laid_out().save(path)
        print(f"{path.stat().st_size / 1024:6.0f} KB  {path.name}")


if __name__ == "__main__":
    main()
