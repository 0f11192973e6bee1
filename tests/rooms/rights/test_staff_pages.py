"""Staff: the list, the editor without scripts, counsel's screen, taking down. Each no beside its yes."""

import re

import pytest
from django.urls import reverse

from standing.hall.accounts.api import DEPARTMENT_ROLES, Role
from standing.rooms.rights import queries
from standing.rooms.rights.models import ArticleVersion
from standing.rooms.rights.rules.steps import Step
from tests.make import accounts as make_accounts
from tests.make import rights as make

pytestmark = pytest.mark.usefixtures("town")
SLUG = "at-the-door"


@pytest.fixture(autouse=True)
def now(monkeypatch):
    from standing.hall import clock

    def stand(at):
        monkeypatch.setattr(clock, "now", lambda: at)

    stand(make.AT + make.HOUR)
    return stand


@pytest.fixture
def editor(people):
    return make_accounts.client_of(people.editor)


@pytest.fixture
def counsel(people):
    return make_accounts.client_of(people.counsel)


def at(name: str, *args: object) -> str:
    return reverse(f"rights:{name}", args=args)


def page(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def fields(text, **changed) -> dict[str, object]:
    """Return what the editor's form sends."""
    data: dict[str, object] = {
        "title": text.title, "summary": text.summary, "short": text.short, "review_days": text.review_days,
        "do": "save",
    }  # fmt: skip
    for row, block in enumerate(text.blocks):
        data |= {f"block-{row}-id": block.id, f"block-{row}-kind": block.kind.value, f"block-{row}-text": block.text}
    for row, law in enumerate(text.laws):
        data |= {f"law-{row}-says": law.says, f"law-{row}-where": law.where, f"law-{row}-confidence": law.confidence}
    return data | changed


PLACE = {"topic": "home", "audience": "families", "order": "3", "owner": "parks", "paper": "none", "critical": "on"}


def test_the_list_shows_where_each_article_stands(people, editor, now):
    make.approved(people)
    make.waiting(people, "on-its-way")
    text = page(editor.get(at("list_articles")))
    assert "Public" in text
    assert "Waiting for counsel" in text
    assert "With counsel" in text

    assert 'href="/staff/rights/on-its-way/"' not in page(editor.get(at("list_articles") + "?stand=approved"))
    for days, words in ((90, "To be reviewed soon"), (130, "Past its review date"), (230, "Expired: taken down")):
        now(make.AT + days * make.DAY)
        assert words in page(make_accounts.client_of(people.editor).get(at("list_articles")))


def test_only_counsel_is_asked_for_an_answer(people, editor, counsel):
    make.waiting(people)
    assert "Your answer is asked for" in page(counsel.get(at("list_articles")))
    assert "Your answer is asked for" not in page(editor.get(at("list_articles")))


@pytest.mark.parametrize("name", ["show_history", "edit_article", "place_article", "withdraw_article"])
def test_an_article_that_does_not_exist_has_no_page(editor, name):
    assert editor.get(at(name, "nothing")).status_code == 404


def test_an_editor_begins_an_article(people, editor):
    assert editor.get(at("start_article")).status_code == 200
    answer = editor.post(at("start_article"), fields(make.TEXT, slug="at-night", **PLACE))

    assert answer.status_code == 302
    state = queries.newest_state(slug="at-night")
    assert (state.text, state.row.written_by, state.row.article.critical) == (make.TEXT, people.editor, True)


def test_what_is_wrong_is_told_at_once_and_nothing_is_lost(editor):
    answer = editor.post(
        at("start_article"),
        fields(make.TEXT, slug="Not A Name", title="", **(PLACE | {"owner": ""}), **{"block-2-text": ""}),
    )
    text = page(answer)
    assert answer.status_code == 422
    for words in ("Name in its address", "Title:", "Department that answers", "Block 3, Words"):
        assert words in text, words
    assert make.TEXT.summary in text
    assert "Not A Name" in text
    assert not ArticleVersion.objects.exists()


def test_an_editor_writes_the_next_version(people, editor):
    make.draft(people)
    assert make.TEXT.blocks[2].text in page(editor.get(at("edit_article", SLUG)))

    answer = editor.post(at("edit_article", SLUG), fields(make.TEXT, base=1, title="At our door"))

    assert answer["Location"] == at("read_version", SLUG, 2)
    assert queries.newest_state(slug=SLUG).text.title == "At our door"


def test_a_colleagues_version_is_not_lost(people, editor):
    make.draft(people)
    make.next_draft(people, title="Theirs", at=make.AT)
    answer = editor.post(at("edit_article", SLUG), fields(make.TEXT, base=1, title="Mine"))
    assert answer.status_code == 422
    assert "was saved while you wrote" in page(answer)
    assert 'value="Mine"' in page(answer)
    assert queries.newest_state(slug=SLUG).text.title == "Theirs"


def rows(answer) -> list[str]:
    return [
        re.sub(r"<[^>]+>", "", one).strip()
        for one in re.findall(r"<textarea name=\"block-.*?</textarea>", page(answer))
    ]


@pytest.mark.parametrize(
    ("press", "changed"),
    [
        ("add-1", lambda old: [*old[:1], "", *old[1:]]),
        ("drop-0", lambda old: old[1:]),
        ("up-1", lambda old: [old[1], old[0], *old[2:]]),
        ("down-0", lambda old: [old[1], old[0], *old[2:]]),
        ("up-0", lambda old: old),
        ("drop-99", lambda old: old),
    ],
)
def test_blocks_are_added_moved_and_taken_away_without_a_script(people, editor, press, changed):
    make.draft(people)
    old = [one.text for one in make.TEXT.blocks]

    answer = editor.post(at("edit_article", SLUG), fields(make.TEXT, base=1, do=press, title="Half done"))

    assert answer.status_code == 200
    assert rows(answer) == changed(old)
    assert 'value="Half done"' in page(answer)
    assert ArticleVersion.objects.count() == 1


def test_a_new_block_gets_a_name_that_no_block_ever_had(people, editor):
    make.draft(people)
    answer = editor.post(at("edit_article", SLUG), fields(make.TEXT, base=1, do="add-7"))
    assert 'value="b8"' in page(answer)


def test_laws_are_added_and_taken_away(people, editor):
    make.draft(people)
    more = page(editor.post(at("edit_article", SLUG), fields(make.TEXT, base=1, do="add-law-1")))
    assert 'name="law-1-says"' in more
    fewer = page(editor.post(at("edit_article", SLUG), fields(make.TEXT, base=1, do="drop-law-0")))
    assert 'name="law-0-says"' not in fewer


def test_the_editor_says_how_hard_a_text_is(people, editor):
    make.draft(people)
    hard = "Any administrative determination of every participating authority constitutes additional documentation."
    long = " ".join(["word"] * 25)
    data = fields(make.TEXT, base=1, do="add-0") | {"block-2-text": hard, "block-3-text": long}
    text = page(editor.post(at("edit_article", SLUG), data))
    assert '<span class="tag tag-warn">hard</span>' in text
    assert "a sentence over 20 words" in text
    assert long in text


def test_sending_taking_back_and_sending_again(people, editor):
    make.draft(people)
    editor.post(at("submit_version", SLUG, 1))
    assert queries.newest_state(slug=SLUG).step is Step.WAITING
    editor.post(at("take_back_version", SLUG, 1))
    assert queries.newest_state(slug=SLUG).step is Step.DRAFT


def test_counsel_approves_what_is_on_the_screen(people, counsel, editor, client):
    version = make.waiting(people)
    text = page(counsel.get(at("answer_version", SLUG, 1)))
    assert "Did a judge sign your paper?" in text
    assert version.sha256 in text
    assert client.get(f"/rights/{SLUG}/").status_code == 404

    wrong = counsel.post(at("answer_version", SLUG, 1), {"seen_sha256": "0" * 64, "finding": "approved", "note": ""})
    assert (wrong.status_code, "has changed" in page(wrong)) == (422, True)
    counsel.post(at("answer_version", SLUG, 1), {"seen_sha256": version.sha256, "finding": "approved", "note": ""})
    assert client.get(f"/rights/{SLUG}/").status_code == 200


def test_counsel_returns_with_a_note_that_writers_read(people, counsel, editor):
    version = make.waiting(people)
    sent = {"seen_sha256": version.sha256, "finding": "returned"}
    assert counsel.post(at("answer_version", SLUG, 1), {**sent, "note": ""}).status_code == 422

    counsel.post(at("answer_version", SLUG, 1), {**sent, "note": "Name the law."})
    assert "Name the law." in page(editor.get(at("show_history", SLUG)))


def test_counsel_sees_what_changed_since_the_last_approval(people, counsel):
    make.approved(people)
    make.next_draft(people, title="At the front door", at=make.AT + make.HOUR)
    from standing.rooms.rights import actions

    actions.submit_version(slug=SLUG, number=2, by=people.editor, at=make.AT + make.HOUR)
    text = page(counsel.get(at("answer_version", SLUG, 2)))
    assert "What changed since version 1" in text
    assert "<ins>" in text


def test_versions_are_read_compared_and_brought_back(people, editor):
    make.draft(people)
    make.next_draft(people, title="At the front door", at=make.AT)
    assert "At the front door" in page(editor.get(at("read_version", SLUG, 2)))
    assert "<del>" in page(editor.get(at("compare_versions", SLUG, 1, 2)))
    assert editor.get(at("read_version", SLUG, 9)).status_code == 404

    editor.post(at("restore_version", SLUG, 1))
    assert queries.newest_state(slug=SLUG).text == make.TEXT


def test_counsel_reads_again_and_the_days_begin_anew(people, now):
    version = make.approved(people)
    now(make.AT + 120 * make.DAY)
    counsel = make_accounts.client_of(people.counsel)
    assert "Read it again and confirm" in page(counsel.get(at("show_history", SLUG)))
    unsure = counsel.post(at("confirm_version", SLUG, 1), {"seen_sha256": version.sha256})
    assert unsure.status_code == 422
    counsel.post(at("confirm_version", SLUG, 1), {"seen_sha256": version.sha256, "sure": "on"})
    assert not queries.published(at=make.AT + 120 * make.DAY)[0].is_overdue


def test_an_article_is_taken_down_and_listed(people, counsel, client):
    make.approved(people)
    assert counsel.post(at("withdraw_article", SLUG), {"reason": "", "sure": "on"}).status_code == 422
    assert client.get(f"/rights/{SLUG}/").status_code == 200

    counsel.post(at("withdraw_article", SLUG), {"reason": "A court changed the law.", "sure": "on"})

    assert client.get(f"/rights/{SLUG}/").status_code == 410
    assert "A court changed the law." in page(counsel.get(at("list_withdrawn")))
    assert "This article was taken down" in page(counsel.get(at("show_history", SLUG)))


def test_an_article_is_put_in_another_place(people, editor):
    make.draft(people)
    assert editor.get(at("place_article", SLUG)).status_code == 200
    assert editor.post(at("place_article", SLUG), PLACE | {"order": "x"}).status_code == 422
    editor.post(at("place_article", SLUG), PLACE | {"topic": "street", "offline": "on"})
    row = queries.article_row(slug=SLUG)
    assert (row.topic, row.order, row.offline) == ("street", 3, True)


READERS = [
    Role.EDITOR,
    Role.TRANSLATOR,
    Role.AGENT,
    Role.COORDINATOR,
    Role.REVIEWER,
    Role.ATTORNEY,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
]
WRITERS = {Role.EDITOR, Role.COORDINATOR}


@pytest.mark.parametrize("role", Role)
def test_who_reads_and_who_writes(people, role):
    make.draft(people)
    department = "parks" if role in DEPARTMENT_ROLES else ""
    client = make_accounts.client_of(make_accounts.person(role=role, department=department))

    assert client.get(at("list_articles")).status_code == (200 if role in READERS else 404)
    assert client.get(at("edit_article", SLUG)).status_code == (200 if role in WRITERS else 404)
    answered = client.get(at("answer_version", SLUG, 1)).status_code
    assert answered == (200 if role is Role.ATTORNEY else 404)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many_articles_there_are(people, count, django_assert_num_queries):
    for number in range(count):
        make.approved(people, f"article-{number}")
    with django_assert_num_queries(8):
        assert len(queries.kept(at=make.AT + make.DAY)) == count
