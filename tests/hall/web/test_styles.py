"""The style sheets are small, know no physical side, and can be read in light and dark."""

import gzip
import re
from pathlib import Path

import pytest

import standing.hall.web

STATIC = Path(standing.hall.web.__file__).parent / "static" / "web"
PUBLIC = (STATIC / "standing.css").read_text()
STAFF = (STATIC / "staff.css").read_text()
TOKEN = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")

LIGHT_TOKENS = dict(TOKEN.findall(PUBLIC[: PUBLIC.index("@media")]))
DARK_TOKENS = LIGHT_TOKENS | dict(TOKEN.findall(PUBLIC[PUBLIC.index("@media") : PUBLIC.index("/* ---- elements")]))

STATUSES = ("met", "due", "at-risk", "late", "unknown", "waived", "not-applicable")
TEXT = [
    *((ink, ground) for ink in ("ink", "quiet", "head", "link", "link-strong") for ground in ("ground", "tint")),
    *((ink, "tint-strong") for ink in ("ink", "head", "link-strong")),
    *((f"{status}-ink", f"{status}-bg") for status in STATUSES),
    *((f"{status}-ink", "ground") for status in STATUSES),
    *(("ink", f"{status}-bg") for status in ("met", "due", "at-risk", "late")),
    ("on-brand", "brand"),
    ("on-brand-quiet", "brand"),
    ("on-brand", "brand-line"),
    ("on-act", "act"),
    ("on-act", "link-strong"),
    ("on-act", "warn-act"),
    ("on-act", "warn-act-edge"),
    ("on-sample", "sample"),
]
SHAPES = [
    *((status, f"{status}-bg") for status in STATUSES),
    *((status, "ground") for status in STATUSES),
    ("edge", "ground"),
    ("edge", "tint"),
    ("focus", "ground"),
    ("focus", "tint"),
    ("focus-brand", "brand"),
    ("accent", "brand"),
    ("act", "ground"),
]
BOTH = [pytest.param(LIGHT_TOKENS, id="light"), pytest.param(DARK_TOKENS, id="dark")]


def _weight(*texts: str) -> int:
    return len(gzip.compress("".join(texts).encode(), compresslevel=9))


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_contrast_is_reckoned_as_the_guidelines_do():
    assert [round(_contrast("#000000", "#ffffff"), 2), round(_contrast("#777777", "#ffffff"), 2)] == [21.0, 4.48]


def test_public_pages_carry_at_most_8_kilobytes_of_style():
    assert _weight(PUBLIC) <= 8 * 1024


def test_staff_pages_carry_at_most_16_kilobytes_of_style():
    assert _weight(PUBLIC) + _weight(STAFF) <= 16 * 1024


@pytest.mark.parametrize("names", [{"exit", "offline"}, {"staff"}], ids=["public", "staff"])
def test_all_scripts_of_a_page_together_are_at_most_5_kilobytes(names):
    scripts = {path.stem: len(path.read_bytes()) for path in STATIC.glob("*.js")}
    assert set(scripts) == {"exit", "offline", "staff"}
    assert sum(scripts[name] for name in names) <= 5 * 1024


PHYSICAL = re.compile(
    r"(?<![\w.-])(?:"
    r"(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)[\w-]*\s*:"
    r"|border-(?:top|bottom)-(?:left|right)-radius\s*:"
    r"|(?:left|right|top|bottom|width|height|min-height|max-height)\s*:"
    r"|float\s*:\s*(?:left|right)|clear\s*:\s*(?:left|right)"
    r"|text-align\s*:\s*(?:left|right)"
    r")|\b(?:left|right)\b"
)


@pytest.mark.parametrize(
    ("rule", "is_refused"),
    [
        ("margin-left: 1px", True),
        ("text-align: right", True),
        ("left: 0", True),
        ("height: 1px", True),
        ("padding-top: 1px", True),
        ("margin-inline-start: 1px", False),
        ("text-align: end", False),
        ("line-height: 1.5", False),
        ("inset-block-start: 0", False),
    ],
)
def test_the_check_for_sides_knows_them(rule, is_refused):
    assert bool(PHYSICAL.search(rule)) is is_refused


@pytest.mark.parametrize("text", [PUBLIC, STAFF], ids=["public", "staff"])
def test_no_rule_names_a_physical_side(text):
    rules = re.sub(r"/\*.*?\*/|@media[^{]*", "", text, flags=re.DOTALL)

    assert PHYSICAL.findall(rules) == []
    assert re.findall(r"(?:margin|padding|border-width|border-radius): (?:[^\s;]+ ){3}[^\s;]+;", rules) == []


@pytest.mark.parametrize("text", [PUBLIC, STAFF], ids=["public", "staff"])
def test_nothing_is_loaded_from_elsewhere(text):
    assert re.findall(r"https?:(?!\")|@import|url\(", text) == []


@pytest.mark.parametrize("tokens", BOTH)
def test_text_stands_out_from_its_ground(tokens):
    weak = {pair: round(_contrast(tokens[pair[0]], tokens[pair[1]]), 2) for pair in TEXT}

    assert {pair: value for pair, value in weak.items() if value < 4.5} == {}


@pytest.mark.parametrize("tokens", BOTH)
def test_shapes_and_borders_stand_out_from_their_ground(tokens):
    weak = {pair: round(_contrast(tokens[pair[0]], tokens[pair[1]]), 2) for pair in SHAPES}

    assert {pair: value for pair, value in weak.items() if value < 3} == {}


def test_every_token_is_defined_and_every_definition_is_used():
    text = PUBLIC + STAFF
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", text))
    defined = set(re.findall(r"--([a-z0-9-]+):", text))

    assert (used - defined, defined - used) == (set(), set())
