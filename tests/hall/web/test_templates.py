"""No template in the house brings its own style or script, or loads anything from elsewhere."""

import re
from pathlib import Path

import pytest

import standing

TEMPLATES = sorted(Path(standing.__file__).parent.rglob("templates/**/*.html"))
REFUSED = re.compile(
    r"<style\b|\sstyle\s*=|<script(?![^>]*(?:\bsrc=|type=\"application/json\"))|\son[a-z]+\s*=\s*[\"']"
    r"|(?:src|srcset)\s*=\s*[\"']https?:|<link(?! itemprop=)[^>]*href\s*=\s*[\"']https?:|javascript:"
)


@pytest.mark.parametrize(
    ("text", "is_refused"),
    [
        ('<p style="color:red">', True),
        ("<style>", True),
        ("<script>go()</script>", True),
        ('<button onclick="go()">', True),
        ('<img src="https://example.org/a.png">', True),
        ("<script src=\"{% static 'web/staff.js' %}\" defer></script>", False),
        ('<script type="application/json">{}</script>', False),
        ('<a href="https://example.org/">', False),
    ],
)
def test_the_check_knows_what_it_looks_for(text, is_refused):
    assert bool(REFUSED.search(text)) is is_refused


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-3:]))
def test_a_template_holds_no_style_and_no_script(path):
    assert REFUSED.findall(path.read_text()) == []
