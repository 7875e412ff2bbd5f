"""How `make docs` builds the documentation into a site. Nothing is fetched from the web, then or by readers."""

project = "Fairway"
author = "The Fairway authors"
project_copyright = "The Fairway authors; Apache-2.0"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]

# The product shows the same files under /help/ as plain CommonMark with tables, so no other MyST syntax is switched on.
myst_enable_extensions: list[str] = []
myst_heading_anchors = 4

html_theme = "furo"
html_title = "Fairway"
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#14506b", "color-brand-content": "#14506b"},
    "dark_css_variables": {"color-brand-primary": "#8cc7e0", "color-brand-content": "#8cc7e0"},
}
highlight_language = "text"


def setup(app):
    """Colour CSV as plain text; Pygments has no lexer for it."""
    from pygments.lexers.special import TextLexer

    app.add_lexer("csv", TextLexer)
