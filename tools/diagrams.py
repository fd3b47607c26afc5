"""`make diagrams`, `python -m tools.diagrams MERMAID`: draw the Mermaid diagrams for the docs site.

GitHub draws them itself. The site has drawings, so that no page needs a script from elsewhere.
MERMAID is `mermaid.min.js` of the npm package `mermaid`; Chromium draws.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools.site import ROOT, diagrams, drawing_of

_DRAW = """async (text) => {
    mermaid.initialize({
        startOnLoad: false, theme: "neutral", htmlLabels: false, deterministicIds: true,
        fontFamily: "system-ui, sans-serif", flowchart: {htmlLabels: false},
    });
    return (await mermaid.render("diagram", text)).svg;
}"""


def main(arguments: list[str]) -> int:
    """Draw every diagram, and delete drawings that no page has any more."""
    library = Path(arguments[0])
    images = ROOT / "docs" / "images"
    wanted = {drawing_of(one): one for one in diagrams()}
    for old in set(images.glob("diagram-*.svg")) - set(wanted):
        old.unlink()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.set_content("<body></body>")
        page.add_script_tag(path=library)
        for file, diagram in wanted.items():
            file.write_text(str(page.evaluate(_DRAW, diagram)) + "\n", "utf-8")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
