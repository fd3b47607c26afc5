"""Sphinx settings of the docs site; `make docs` builds it from what tools/site.py puts together."""

from pygments.lexers.javascript import JavascriptLexer
from sphinx.highlighting import lexers

lexers["jsonc"] = JavascriptLexer()  # JSON with comments

project = "Earshot"
author = "the Earshot contributors"
project_copyright = "the Earshot contributors"
extensions = ["myst_parser"]
myst_enable_extensions = ["html_image"]
myst_heading_anchors = 6
exclude_patterns: list[str] = []
nitpicky = True
html_theme = "furo"
html_title = "Earshot"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_use_index = False
