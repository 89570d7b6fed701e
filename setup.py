"""Puts the templates and the settings into what is built; all else is in ``pyproject.toml``.

In the repository they lie at the top, where people edit them; an installed Casebook finds
them in ``pipeline/shipped`` (see ``pipeline.config.SHIPPED``).
"""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
SHIPPED = ("templates", "config.toml")


class BuildWithTemplates(build_py):
    """An editable installation takes them from where they are."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            for name in SHIPPED:
                self._ship(ROOT / name, Path(self.build_lib) / "pipeline" / "shipped" / name)

    @staticmethod
    def _ship(source: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)


setup(cmdclass={"build_py": BuildWithTemplates})
