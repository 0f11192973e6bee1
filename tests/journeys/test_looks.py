"""What the journeys look at pages with finds what is planted, however many of the same kind stand around it."""

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import looks

pytestmark = pytest.mark.xdist_group("journeys")

FAINT = "color: #aaa"
PLANTED = {
    "of its own colour": f'<td style="{FAINT}">a cell that nobody can read</td>',
    "deep in a cell": f'<td><span><b style="{FAINT}">a word that nobody can read</b></span></td>',
    "by what it stands in": '<td style="background: #444">dark on dark</td>',
    "by how it fades": '<td style="opacity: .3">gone away</td>',
    "by what lies under it": '<td><i class="under">grey</i>written over something</td>',
    "by its size alone": '<td class="middling">too small for so little contrast</td>',
    "in a field": f'<td><input aria-label="field" value="typed text" style="{FAINT}"></td>',
}
STYLE = """
    td { position: relative; color: #222; background: #fff; font-size: 16px }
    .large { font-size: 32px; color: #888 } .middling { color: #888 }
    .under { position: absolute; inset: 0; background: #333; z-index: -1 } tr { position: relative; z-index: 0 }
    td:has(.under) { background: none }
"""


@pytest.fixture
def page(browser: Browser):
    page = browser.new_page()
    yield page
    page.close()


def show(page: Page, *rows: str) -> None:
    page.set_content(
        f'<!doctype html><html lang="en"><head><title>Rows</title><style>{STYLE}</style></head><body><main><h1>Rows</h1>'
        f"<table><tr><th>Head</th></tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table></main></body></html>"
    )


ROWS = [f"<td>row {number} that reads well</td>" for number in range(40)] + ['<td class="large">large enough</td>'] * 9


def test_rows_that_read_well_are_well(page: Page):
    show(page, *ROWS)
    assert looks.violations(page) == []


@pytest.mark.parametrize("planted", PLANTED)
def test_one_row_in_fifty_that_cannot_be_read_is_found(page: Page, planted: str):
    known: set[str] = set()
    show(page, *ROWS)
    assert looks.violations(page, looks=known) == []
    show(page, *ROWS[:25], PLANTED[planted], *ROWS[25:])
    assert [one.partition(":")[0] for one in looks.violations(page, looks=known)] == ["color-contrast"], planted


def test_the_other_rules_look_at_every_element(page: Page):
    show(page, *ROWS[:25], '<td><input value="typed"></td><td><img src="data:,"></td>', *ROWS[25:])
    assert {one.partition(":")[0] for one in looks.violations(page)} == {"image-alt", "label"}
