"""The same words have the same bytes, and the bytes say all."""

from hypothesis import given
from hypothesis import strategies as st

from standing.kernel.canonical import sha256_hex
from standing.rooms.plans.rules import values
from standing.rooms.plans.rules.content import AttachmentFact, compose, read
from standing.rooms.plans.rules.template import Kind, PlansFile, SectionTerms
from tests.make.plans import CAMPAIGN, GOOD

FILE = PlansFile.model_validate(CAMPAIGN)
BESIDE = AttachmentFact(section="counter", sha256="ab" * 32, name="map.pdf")


def test_what_was_composed_can_be_read_back_without_the_template() -> None:
    composed = compose(terms=FILE, department="parks", values=GOOD, attachments=[BESIDE])

    assert read(data=composed.data) == composed
    assert composed.sha256 == sha256_hex(composed.data)


def test_order_of_writing_does_not_matter_and_each_word_does() -> None:
    other = AttachmentFact(section="counter", sha256="cd" * 32, name="list.csv")
    one = compose(terms=FILE, department="parks", values=GOOD, attachments=[BESIDE, other])
    same = compose(
        terms=FILE, department="parks", values=dict(reversed(list(GOOD.items()))), attachments=[other, BESIDE]
    )
    text = compose(terms=FILE, department="parks", values={**GOOD, "notes": {"text": "A"}}, attachments=[BESIDE, other])
    fewer = compose(terms=FILE, department="parks", values=GOOD, attachments=[BESIDE])
    elsewhere = compose(terms=FILE, department="fire", values=GOOD, attachments=[BESIDE, other])

    assert one.sha256 == same.sha256
    assert len({one.sha256, text.sha256, fewer.sha256, elsewhere.sha256}) == 4


def test_an_invented_plan_says_so_in_its_bytes() -> None:
    real = compose(terms=FILE, department="parks", values=GOOD, attachments=[])
    invented = compose(terms=FILE, department="parks", values=GOOD, attachments=[], is_sample=True)

    assert b'"sample":true' in invented.data
    assert b"sample" not in real.data.lower().replace(b"1 sample street", b"")


def _terms(kind: Kind) -> SectionTerms:
    return SectionTerms(id="part", heading="Part", guidance="", kind=kind, required=True)


@given(st.text())
def test_clean_text_stays_clean(text: str) -> None:
    once = values.clean_text(text)

    assert values.clean_text(once) == once


@given(
    st.lists(st.fixed_dictionaries({"what": st.text(), "who": st.text(), "date": st.just("2025-08-01")}), max_size=4),
    st.text(),
)
def test_rows_written_as_lines_are_the_same_rows(rows: list[dict[str, str]], none: str) -> None:
    terms = _terms(Kind.TABLE)
    value = values.clean(section=terms, value={"rows": rows, "none": none})

    assert values.from_lines(section=terms, lines=values.to_lines(section=terms, value=value)) == value


def test_what_is_empty_is_nothing() -> None:
    assert values.clean(section=_terms(Kind.TEXT), value={"text": " \r\n \n"}) == {}
    assert values.clean(section=_terms(Kind.DATE), value={"date": ""}) == {}
    assert values.clean(section=_terms(Kind.TABLE), value={"rows": [{"what": " "}], "none": ""}) == {}


def test_what_does_not_belong_to_the_section_is_left_out() -> None:
    cleaned = values.clean(section=_terms(Kind.TEXT), value={"text": "Hello", "status": "x"})
    rows = values.clean(section=_terms(Kind.TABLE), value={"rows": [{"what": "A", "born": "x"}], "none": ""})

    assert cleaned == {"text": "Hello"}
    assert rows == {"rows": [{"what": "A", "who": "", "date": ""}], "none": ""}
