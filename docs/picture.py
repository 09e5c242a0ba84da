"""Draws docs/report.svg, the picture of the report in the README: python docs/picture.py"""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console

from derive.report.run import run
from derive.report.text import show

console = Console(width=118, record=True, file=io.StringIO(), force_terminal=True, color_system="truecolor")
show(run(["word2vec"], "[gzn]*[!gr]_[vuUrsc]*"), console)
picture = console.export_svg(title="python -m derive report")
picture = re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)  # the reader's own monospace font: nothing is fetched
Path(__file__).with_name("report.svg").write_text(picture, encoding="utf-8")
