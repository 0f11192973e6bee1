"""The validator sees what is wrong, and nothing where nothing is."""

from tests.html.validator import problems

GOOD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title></head>'
    "<body><main><h1>A page</h1><p>Words.</p></main></body></html>"
)


def test_a_whole_page_has_no_problem():
    assert problems({"good": GOOD}) == []


def test_each_fault_is_named_with_its_page_and_line():
    found = problems({"good": GOOD, "bad": GOOD.replace("<p>Words.</p>", '<p><div>x</div></p><img src="a.png">')})

    assert {line.split(" ")[1] for line in found} >= {"close-order:", "wcag/h37:"}
    assert all(line.startswith("bad:1:") for line in found)
