"""Taking a course on public pages: without an account, without a cookie, without right answers before passing."""

import re

import pytest

from standing.hall.acknowledgements.api import How
from standing.hall.links.models import Link
from standing.hall.sealed import api as sealed
from standing.rooms.training.actions import completing
from standing.rooms.training.models import Completion
from tests.make import roster
from tests.make import training as make

pytestmark = pytest.mark.django_db
COURSE = make.in_two_languages()
RIGHT, WRONG = make.right(COURSE), make.right(COURSE, wrong=2)


@pytest.fixture
def fact(town):
    return make.out(COURSE)


def test_the_list_says_what_can_be_taken(fact, browser):
    page = browser.open("/learn/")
    assert "At the desk" in page.text
    assert "Reads like school grade" in page.text
    assert not page.client.cookies


def test_without_a_course_the_list_says_so_and_an_unapproved_one_is_not_there(town, browser):
    assert "No course yet" in browser.open("/learn/").text
    make.brought(COURSE)
    assert browser.open("/learn/desk/").status == 404


def test_a_course_is_read_answered_and_finished_with_number_and_name(fact, browser, ines):
    page = browser.open("/learn/desk/")
    assert page.status == 200
    assert "Because of" not in page.text
    page = page.send(**RIGHT)
    assert "You passed" in page.text
    page = page.send(number="4711", name="ines sample")
    assert "You finished the course" in page.text
    row = Completion.objects.get()
    assert (row.person_id, row.language, row.how, row.score, row.out_of) == (ines.id, "en", How.PAGE, 4, 4)
    code = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", page.text)
    assert code is not None
    pdf = page.send("/learn/certificate/").page
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    page = browser.open("/learn/verify/").send(code=code[0])
    assert "This certificate holds" in page.text
    assert "Inés Sample" in page.text
    assert not page.client.cookies


def test_after_a_try_every_answer_is_explained_and_kept_and_no_right_one_is_marked(fact, browser):
    page = browser.open("/learn/desk/").send(**WRONG)
    assert page.status == 200
    assert "2 of 4 answers are right. You need 3." in re.sub(r"\s+", " ", page.text)
    assert page.text.count("Not right yet.") == 2
    assert page.text.count("Because of") == 4
    assert "You have 1 more try." in page.text
    assert page.text.count(" checked") == sum(len(one) for one in WRONG.values())
    assert not Completion.objects.exists()


def test_after_the_last_try_one_reads_it_again_and_begins_anew(fact, browser):
    page = browser.open("/learn/desk/").send(**WRONG).send(**WRONG)
    assert "Please read the course again" in page.text
    assert " checked" not in page.text
    assert "Because of" not in page.text
    assert "You have 1 more try." in page.send(**WRONG).text
    assert "You passed" in page.send(**RIGHT).text


def test_what_is_left_open_is_said_all_at_once_and_costs_no_try(fact, browser):
    page = browser.open("/learn/desk/").send(q_q1="a")
    assert page.status == 422
    assert page.text.count("Choose an answer.") >= 3
    assert "You have 1 more try." in page.send(**WRONG).text


def test_number_and_name_that_do_not_fit_keep_nothing_and_lose_nothing(fact, browser, ines):
    page = browser.open("/learn/desk/").send(**RIGHT)
    page = page.send(number="4711", name="Somebody Else")
    assert page.status == 422
    assert "do not fit together" in page.text
    assert "Somebody Else" in page.text
    assert not Completion.objects.exists()
    assert "You finished the course" in page.send(number="4711", name="Inés Sample").text


@pytest.mark.parametrize("field", ["shown", "passed"])
def test_what_a_page_carries_cannot_be_made_up(fact, browser, ines, field):
    page = browser.open("/learn/desk/")
    if field == "passed":
        page = page.send(**RIGHT)
    signed = re.search(rf'name="{field}" value="([^"]*)"', page.text)
    assert signed is not None
    forged = signed[1].replace("desk|1|en|", "desk|1|en|9", 1)
    page = page.send(**{field: forged, "number": "4711", "name": "Inés Sample", **RIGHT})
    assert page.status == 422
    assert "Please read it again" in page.text
    assert not Completion.objects.exists()


def test_answers_from_another_site_are_not_taken_and_not_lost(fact, browser):
    page = browser.open("/learn/desk/").send(site="cross-site", **RIGHT)
    assert page.status == 403
    assert page.text.count(" checked") == 5


def test_a_course_that_changed_meanwhile_is_read_again(fact, browser, ines):
    page = browser.open("/learn/desk/")
    make.out(make.in_two_languages(edition=2, title="Newer"), by=make.counsel(email="b@city.example"))
    page = page.send(**RIGHT)
    assert page.status == 422
    assert "The course changed" in page.text
    assert "Newer" in page.text


def test_in_spanish_the_completion_is_of_the_spanish_words(fact, browser, ines):
    page = browser.open("/es/learn/desk/")
    assert "En el escritorio" in page.text
    page.send(**RIGHT).send(number="4711", name="Inés Sample")
    assert Completion.objects.get().language == "es"


def test_in_a_language_without_its_words_the_page_leads_to_the_first(fact, browser):
    page = browser.open("/fa/learn/desk/?kiosk=1").page
    assert (page.status_code, page["Location"]) == (302, "/learn/desk/?kiosk=1")


def test_a_course_without_spanish_words_stands_there_as_it_was_written(town, browser, ines):
    make.out(make.terms())
    page = browser.open("/es/learn/desk/")
    assert 'lang="en" dir="ltr"' in page.text
    page.send(**RIGHT).send(number="4711", name="Inés Sample")
    assert Completion.objects.get().language == "en"


def test_a_kiosk_has_no_way_out_and_forgets(fact, browser, ines):
    page = browser.open("/learn/desk/?kiosk=1")
    links = set(re.findall(r'<a [^>]*href="([^"]*)"', page.text))
    assert links <= {"#main", "#questions", "/learn/desk/?kiosk=1", "/es/learn/desk/?kiosk=1"}
    page = page.send(**RIGHT)
    assert 'class="public kiosk"' in page.text
    page = page.send(number="4711", name="Inés Sample")
    assert 'http-equiv="refresh" content="120;url=?kiosk=1"' in page.text
    assert Completion.objects.get().how == How.KIOSK


def test_a_personal_link_asks_neither_number_nor_name_and_is_used_once(fact, browser, ines):
    address = completing.address_for(person=ines.id, course="desk", at=make.AT)
    path, _, token = address.partition("#")
    assert path.endswith("/learn/mine/")
    assert token not in str(Link.objects.values())
    for _ in range(3):  # a scanner opens it, from wherever and as often as it likes
        assert browser.open("/learn/mine/").status == 200
    assert browser.client.head("/learn/mine/").status_code == 200
    page = browser.open("/learn/mine/").send(token=token)
    assert "At the desk" in page.text
    assert "Because of" not in page.text
    page = page.send(**WRONG)
    assert not Completion.objects.exists()
    page = page.send(**RIGHT)
    assert "You finished the course" in page.text
    row = Completion.objects.get()
    assert (row.person_id, row.how) == (ines.id, How.LINK)
    assert browser.open("/learn/mine/").send(token=token).status == 422


def test_a_made_up_link_opens_nothing(fact, browser, ines):
    page = browser.open("/learn/mine/").send(token="A" * 43)
    assert page.status == 422
    assert "At the desk" not in page.text


def test_a_second_time_on_one_day_gives_the_same_certificate(fact, browser, ines):
    codes = set()
    for _ in range(2):
        page = browser.open("/learn/desk/").send(**RIGHT).send(number="4711", name="Inés Sample")
        codes |= set(re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", page.text))
    assert "You had finished it today already" in page.text
    assert len(codes) == 1
    assert Completion.objects.count() == 1


def test_a_wrong_code_is_said_at_the_field(fact, browser, ines):
    page = browser.open("/learn/verify/").send(code="123")
    assert page.status == 422
    assert "16 letters and numbers" in page.text
    page = browser.open("/learn/verify/").send(code=sealed.new_code(length=16))
    assert page.status == 422
    assert "We find no certificate" in page.text


def test_who_left_since_cannot_finish(fact, browser, town):
    roster.person(number="8", name="Gone Sample", left_on=roster.DAY)
    page = browser.open("/learn/desk/").send(**RIGHT).send(number="8", name="Gone Sample")
    assert page.status == 422
    assert not Completion.objects.exists()
