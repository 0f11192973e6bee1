"""From a page to the disk: what is written, what stays, what is refused."""

import gzip
import os
from datetime import timedelta

import brotli
import pytest

from standing.hall.audit import api as audit
from standing.hall.installation import api as installation
from standing.hall.publish import api as publish
from standing.hall.publish import queries, queue, sources
from tests.make.publish import AT, ONE_WAVE

LATER = AT + timedelta(minutes=5)


def put(**wishes):
    return publish.publish(at=wishes.pop("at", AT), by=audit.SYSTEM, **{"wave_seconds": ONE_WAVE, **wishes})


def tree(disk):
    return disk.link / "tree"


def test_a_page_lies_on_the_disk_as_it_is_answered_and_squeezed_twice(room, disk, client):
    room.say("/made-up/", "Know your rights")

    report = put()

    file = tree(disk) / "made-up" / "index.html"
    answered = client.get("/made-up/").content
    assert file.read_bytes() == answered
    assert gzip.decompress((file.parent / "index.html.gz").read_bytes()) == answered
    assert brotli.decompress((file.parent / "index.html.br").read_bytes()) == answered
    assert b"Know your rights" in answered
    assert report.problems == ()
    assert publish.current().number == 1
    assert publish.current().pages == report.written


def test_each_language_has_a_tree_of_its_own(room, disk):
    room.say("/made-up/", "Your rights")
    room.say("/es/made-up/", "Sus derechos")

    put()

    assert b'lang="es"' in (tree(disk) / "es" / "made-up" / "index.html").read_bytes()
    assert b'lang="en"' in (tree(disk) / "made-up" / "index.html").read_bytes()
    assert b"Sus derechos" in (tree(disk) / "es" / "made-up" / "index.html").read_bytes()


def test_one_changed_article_touches_only_its_own_pages(room, disk):
    for number in range(12):
        room.say(f"/made-up/{number}/", f"Article {number}")
        room.say(f"/es/made-up/{number}/", f"Artículo {number}")
    put()
    before = {path: path.stat().st_ino for path in tree(disk).resolve().rglob("*") if path.is_file()}
    room.asked.clear()

    room.say("/made-up/7/", "Article 7, corrected")
    room.say("/es/made-up/7/", "Artículo 7, corregido")
    report = put(at=LATER)

    assert sorted(room.asked) == ["/es/made-up/7/", "/made-up/7/"]
    assert report.written == report.rendered == 2
    old = disk.of(1) / "tree"
    new = disk.of(2) / "tree"
    other = {
        str(path.relative_to(old))
        for path, inode in before.items()
        if not (new / path.relative_to(old)).exists() or (new / path.relative_to(old)).stat().st_ino != inode
    }
    endings = ("", ".gz", ".br")
    assert other == {
        "SHA256SUMS",
        *(f"made-up/7/index.html{ending}" for ending in endings),
        *(f"es/made-up/7/index.html{ending}" for ending in endings),
    }


def test_nothing_changed_means_no_release_and_no_question_to_the_application(room, disk):
    room.say("/made-up/", "Same")
    put()
    room.asked.clear()

    report = put(at=LATER)

    assert (report.written, report.rendered, report.release) == (0, 0, None)
    assert room.asked == []
    assert disk.current() == 1


def test_a_stamp_that_moves_over_the_same_bytes_makes_no_release_and_is_asked_once(room, disk):
    room.say("/made-up/", "Same", stamp="one")
    put()
    room.say("/made-up/", "Same", stamp="two")
    room.asked.clear()

    first, second = put(at=LATER), put(at=LATER)

    assert room.asked == ["/made-up/"]
    assert (first.release, second.release, disk.current()) == (None, None, 1)


def test_a_page_that_is_gone_is_gone(room, disk):
    room.say("/made-up/", "Stays")
    room.say("/made-up/over/", "An event")
    put()
    room.forget("/made-up/over/")

    report = put(at=LATER)

    assert report.removed == 1
    assert not (tree(disk) / "made-up" / "over").exists()
    assert (tree(disk) / "made-up" / "index.html").exists()


REFUSED = {
    "a fault": ({"fails": True}, "The application answered 500, not 200."),
    "an error": ({"status": 404}, "The application answered 404, not 200."),
    "a redirect": ({"status": 302}, "The application answered 302, not 200."),
    "a cookie": ({"cookie": True}, "It sets a cookie."),
    "by cookie": ({"headers": {"Vary": "Cookie"}}, "It looks at cookies, so it may differ from visitor to visitor."),
    "not stored": ({"headers": {"Cache-Control": "no-store"}}, "It says itself that it must not be kept."),
    "a script": (
        {"raw": '<script src="https://tracker.example/t.js"></script>'},
        "It loads or sends to another address than its own: https://tracker.example/t.js",
    ),
    "a font": (
        {"raw": "<style>@import url(//fonts.example/f.css)</style>"},
        "It loads or sends to another address than its own: //fonts.example/f.css",
    ),
    "own host": (
        {"raw": '<img src="http://127.0.0.1:8000/static/web/mark.svg" alt="">'},
        "It loads or sends to another address than its own: http://127.0.0.1:8000/static/web/mark.svg",
    ),
    "no asset": ({"raw": '<img src="/static/none.png" alt="">'}, "It loads /static/none.png, which is not there."),
    "a policy": (
        {"headers": {"Referrer-Policy": "unsafe-url"}},
        "Its header Referrer-Policy differs from that of all other pages.",
    ),
    "a header": (
        {"headers": {"Access-Control-Allow-Origin": "*"}},
        "It carries the header access-control-allow-origin, which a file on a disk cannot.",
    ),
    "a type": (
        {"headers": {"Content-Type": "application/json"}},
        "The application calls it application/json, but its name says text/html.",
    ),
}


@pytest.mark.parametrize(("kind", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_bad_page_keeps_its_old_copy_and_is_named_and_the_rest_goes_out(room, disk, kind, sentence):
    room.say("/made-up/a/", "Good")
    room.say("/made-up/b/", "Good as well")
    put()
    old = (tree(disk) / "made-up" / "a" / "index.html").read_bytes()

    room.say("/made-up/a/", "Bad now", **kind)
    room.say("/made-up/b/", "Better")
    report = put(at=LATER)

    assert report.problems == (publish.Problem(path="/made-up/a/", sentence=sentence),)
    assert (tree(disk) / "made-up" / "a" / "index.html").read_bytes() == old
    assert b"Better" in (tree(disk) / "made-up" / "b" / "index.html").read_bytes()


def test_a_link_to_another_site_is_no_loading(room, disk):
    room.say(
        "/made-up/",
        "Links",
        raw='<a href="https://mayor.example/">Mayor</a><link rel="canonical" href="https://city.example/">'
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt=""><script type="application/ld+json">{}</script>',
    )

    assert put().problems == ()


@pytest.mark.parametrize(("is_sample", "problems"), [(True, 0), (False, 1)])
def test_text_without_approval_goes_out_in_a_sample_only(room, disk, is_sample, problems):
    installation.create(is_sample=is_sample, at=AT)
    room.say("/made-up/", "Approved")
    room.say("/made-up/draft/", "Draft", approved=False)

    report = put()

    assert len(report.problems) == problems
    assert (tree(disk) / "made-up" / "draft" / "index.html").exists() is is_sample
    assert ("/made-up/draft/" in (tree(disk) / "sitemap.xml").read_text()) is is_sample


def test_the_tree_holds_what_its_pages_load(room, disk):
    room.say("/made-up/", "Styled")

    put()

    names = {path.name for path in (tree(disk) / "static" / "web").iterdir()}
    assert {"standing.css", "standing.css.gz", "standing.css.br", "mark.svg"} <= names


def test_the_checksums_are_those_of_the_files(room, disk):
    room.say("/made-up/", "Sums")
    room.say("/made-up/card.pdf", "%PDF-1.7", media_type="application/pdf")
    put()

    code = os.system(f"cd {tree(disk)} && sha256sum --strict --status -c SHA256SUMS")

    assert code == 0
    assert disk.damaged(1) == []
    named = {line.split("  ")[1] for line in (tree(disk) / "SHA256SUMS").read_text().splitlines()}
    there = {str(path.relative_to(tree(disk).resolve())) for path in tree(disk).resolve().rglob("*") if path.is_file()}
    assert named == there - {"SHA256SUMS"}
    assert "made-up/card.pdf" in named
    assert "made-up/card.pdf.gz" not in named


def test_only_one_language_leaves_the_others_as_they_are(room, disk):
    room.say("/made-up/", "Old")
    room.say("/es/made-up/", "Viejo")
    put()
    room.say("/made-up/", "New")
    room.say("/es/made-up/", "Nuevo")

    put(at=LATER, only="es")

    assert b"Nuevo" in (tree(disk) / "es" / "made-up" / "index.html").read_bytes()
    assert b"Old" in (tree(disk) / "made-up" / "index.html").read_bytes()


def test_a_change_of_the_shell_makes_every_page_anew(room, disk, settings):
    room.say("/made-up/", "One")
    room.say("/made-up/2/", "Two")
    put()
    room.asked.clear()

    settings.STANDING = {**settings.STANDING, "origin": "http://localhost:8000"}
    put(at=LATER)

    assert sorted(room.asked) == ["/made-up/", "/made-up/2/"]


def test_everything_anew_names_pages_whose_stamp_lies(room, disk):
    room.say("/made-up/", "One", stamp="never moves")
    room.say("/made-up/2/", "Two")
    put()
    room.say("/made-up/", "Other words", stamp="never moves")

    assert put(at=LATER).written == 0
    assert put(at=LATER, everything=True).surprises == ("/made-up/",)


def test_long_work_goes_out_in_waves_with_the_most_needed_first(room, disk):
    for code in ("", "/fa", "/es"):
        for number in range(3):
            room.say(f"{code}/made-up/{number}/", f"Page {number}", essential=number == 2)
    sources.set_offered(lambda _at: ("es",))
    try:
        report = put(wave_seconds=0.0)
    finally:
        sources._offered.clear()

    assert room.asked == [f"{code}/made-up/{number}/" for code in ("", "/es", "/fa") for number in (2, 0, 1)]
    assert report.release == report.written == len(room.asked) + len(publish_own_pages())
    assert [one.written for one in publish.history(most=100)] == [1] * report.release


def publish_own_pages():
    """Three for all languages, five for each."""
    return range(3 + 5 * 3)


def test_what_is_approved_meanwhile_ends_the_wave_and_goes_out_alone(room, disk, monkeypatch):
    monkeypatch.setattr("standing.hall.publish.making._ASKED_EVERY", 0.0)
    for number in range(6):
        room.say(f"/made-up/{number}/", "Page")
    put()
    room.asked.clear()
    answer = type(room).answer

    def answer_and_approve(self, request):
        if len(room.asked) == 2:
            room.say("/made-up/5/", "Approved meanwhile")
            queue.ask(queue.SOON)
        return answer(self, request)

    monkeypatch.setattr(type(room), "answer", answer_and_approve)
    put(at=LATER, everything=True)

    assert b"Approved meanwhile" in (tree(disk) / "made-up" / "5" / "index.html").read_bytes()
    assert room.asked[:4] == ["/made-up/0/", "/made-up/1/", "/made-up/2/", "/made-up/5/"]
    assert publish.history()[0].changed == ("/made-up/5/",)
    assert not queue.is_waiting()  # it was carried out along with this run


def test_news_does_not_wait_for_pages_that_only_get_a_new_shell(room, disk, settings):
    for number in range(5):
        room.say(f"/made-up/{number}/", "Page")
    put()
    room.asked.clear()
    settings.STANDING = {**settings.STANDING, "origin": "http://localhost:8000"}
    room.say("/made-up/4/", "News")

    put(at=LATER)

    assert room.asked[0] == "/made-up/4/"
    first = publish.history()[-2]
    assert first.changed == ("/made-up/4/",)
    assert publish.current().number > first.number


def test_a_page_without_a_place_on_a_disk_is_refused():
    for path in (
        "made-up/",
        "//made-up/",
        "/a/../b/",
        "/.git/",
        "/a b/",
        "/ü/",
        "/a",
        "/a.exe",
        "/index.html",
        "/a%2f/",
    ):
        with pytest.raises(publish.NotAPage):
            publish.Page(path=path, language="en", stamp="1", media_type="text/html" if path.endswith("/") else "a/b")
    with pytest.raises(publish.NotAPage):
        publish.Page(path="/a/", language="zh-Hant", stamp="1")
    with pytest.raises(publish.NotAPage):
        publish.Page(path="/a/", language="en", stamp="")


def test_two_rooms_may_not_have_one_address(room, disk):
    room.say("/made-up/", "Mine")
    sources.register("other", room.pages)
    with pytest.raises(publish.NotAPage, match="twice"):
        put()
    assert publish.current() is None


def test_a_problem_of_an_early_wave_is_told_at_the_end(room, disk):
    room.say("/made-up/0/", "Bad", cookie=True, essential=True)
    for number in range(1, 4):
        room.say(f"/made-up/{number}/", "Good")

    report = put(wave_seconds=0.0)

    assert report.problems == (publish.Problem(path="/made-up/0/", sentence="It sets a cookie."),)
    assert queries.latest_run().problems == report.problems
    assert put(at=LATER).problems == report.problems
