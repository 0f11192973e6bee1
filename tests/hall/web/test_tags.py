"""The template tags, one by one."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from standing.hall.web.catalogue import ExampleForm

LOS_ANGELES = SimpleNamespace(time_zone=ZoneInfo("America/Los_Angeles"), is_sample=True)


def _draw(markup: str, **context: object) -> str:
    return Template("{% load web %}" + markup).render(Context({"site": LOS_ANGELES, **context})).strip()


def test_a_light_has_a_shape_and_a_word():
    assert _draw('{% status "at_risk" small=True %}') == (
        '<span class="light light-at-risk light-small"><span class="shape" aria-hidden="true"></span>At risk</span>'
    )


@pytest.mark.parametrize(
    ("tag", "value", "expected"),
    [
        (
            "local_time",
            datetime(2025, 7, 26, 6, 59, tzinfo=UTC),
            '<time datetime="2025-07-25T23:59:00-07:00">July 25, 2025, 11:59 p.m.</time>',
        ),
        ("local_time", None, "—"),
        ("local_day", datetime(2025, 7, 26, 6, 59, tzinfo=UTC), '<time datetime="2025-07-25">July 25, 2025</time>'),
        ("local_day", date(2025, 7, 25), '<time datetime="2025-07-25">July 25, 2025</time>'),
        ("local_day", None, "—"),
    ],
)
def test_moments_are_written_in_the_citys_time(tag, value, expected):
    assert _draw("{% " + tag + " value %}", value=value) == expected


def test_a_moment_is_written_in_the_zone_of_what_it_is_about_and_without_one_it_says_utc():
    moment, nowhere = datetime(2025, 7, 26, 6, 59, tzinfo=UTC), SimpleNamespace(time_zone=ZoneInfo("UTC"))
    assert "July 26, 2025, 6:59 a.m. UTC<" in _draw("{% local_time value %}", site=nowhere, value=moment)
    assert "July 25, 2025, 11:59 p.m.<" in _draw(
        "{% local_time value zone=zone %}", site=nowhere, value=moment, zone="America/Los_Angeles"
    )


def test_a_day_follows_the_language():
    with translation.override("es"):
        assert _draw("{% local_day value %}", value=date(2025, 7, 25)) == (
            '<time datetime="2025-07-25">25 de julio de 2025</time>'
        )


def test_an_address_keeps_the_rest_of_its_query():
    request = RequestFactory().get("/?department=fire&page=3&q=a+b")

    assert _draw("{% page_url page=2 %}", request=request) == "?department=fire&amp;page=2&amp;q=a+b"
    assert _draw("{% page_url page=None department=None %}", request=request) == "?q=a+b"
    assert _draw("{% page_url page=None department=None q=None %}", request=request) == "?"


def test_pages_lead_on_only_where_there_are_more():
    request = RequestFactory().get("/?page=1")
    many, one = Paginator(range(30), 10).page(1), Paginator(range(3), 10).page(1)

    assert _draw("{% pagination page %}", request=request, page=many).count("<li") == 4
    assert _draw("{% pagination page %}", request=request, page=one) == ""


def test_a_bar_says_the_same_in_words():
    drawn = _draw('{% count_bar counts title="Today" %}', counts={"late": 1, "met": 2})

    assert '<desc id="bar-today-d">2 met, 1 late</desc>' in drawn
    assert drawn.count("<rect") == 3


def test_an_error_summary_is_drawn_only_for_errors():
    wrong = ExampleForm({"open_to": "nobody"})
    drawn = _draw("{% error_summary form %}", form=wrong)

    assert 'href="#id_name"' in drawn
    assert 'href="#id_open_to_group"' in drawn
    assert _draw("{% error_summary form %}", form=ExampleForm()) == ""
    assert _draw("{% error_summary %}") == ""
    assert "<li>No.</li>" in _draw("{% error_summary sentences %}", sentences=["No."])


def test_every_control_of_a_wrong_form_names_its_error():
    drawn = _draw("{{ form }}", form=ExampleForm({"email": "no"}))

    assert 'aria-describedby="id_email_error"' in drawn
    assert '<div class="errors" id="id_email_error">' in drawn
    assert '<fieldset id="id_open_to_group" tabindex="-1" aria-describedby="id_open_to_error">' in drawn


def test_optional_fields_say_so_and_others_do_not():
    form = ExampleForm()

    assert "(optional)" in _draw("{% field form.email %}", form=form)
    assert "(optional)" not in _draw("{% field form.name %}", form=form)


def test_people_may_type_a_day_in_their_own_way():
    days = {typed: ExampleForm({"day": typed}) for typed in ("2025-07-25", "07/25/2025", "July 25, 2025", "soon")}
    found = {typed: (form.is_valid(), form.cleaned_data.get("day"))[1] for typed, form in days.items()}

    assert found == {
        "2025-07-25": date(2025, 7, 25),
        "07/25/2025": date(2025, 7, 25),
        "July 25, 2025": date(2025, 7, 25),
        "soon": None,
    }
    assert days["soon"].errors["day"] == ["Give a day such as 2025-07-25."]


def test_a_fingerprint_is_whole_or_plainly_short():
    assert _draw("{% hash value %}", value="ab" * 32) == f'<code class="hash">{"ab" * 32}</code>'
    assert _draw("{% hash value short=True %}", value="ab" * 32) == '<code class="hash">abababababab…</code>'
    assert _draw("{% hash value %}", value="") == "—"


def test_an_element_is_drawn_only_around_something():
    assert _draw("{% around p lead %} {{ text }} {% endaround %}", text="Yes") == '<p class="lead">Yes</p>'
    assert _draw("{% around p lead %} {{ text }} {% endaround %}", text="") == ""


def test_a_breadcrumb_ends_with_this_page():
    drawn = _draw('{% breadcrumb "Plans" "/plans/" "Fire" %}')

    assert '<a href="/plans/">Plans</a>' in drawn
    assert '<li aria-current="page">Fire</li>' in drawn


def test_the_word_sample_stands_only_on_samples():
    assert _draw("{% sample_mark %}") == '<span class="tag tag-warn">Sample</span>'
    assert _draw("{% sample_mark %}", site=SimpleNamespace(is_sample=False)) == ""
