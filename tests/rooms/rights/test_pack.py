"""What a pack brings: drafts, numbers, faults, effects; and the articles of both packs read easily."""

import pytest

from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.kernel.reading import reading_of
from standing.rooms.rights import actions, queries
from standing.rooms.rights.models import ArticleVersion
from standing.rooms.rights.rules.shape import names_in
from standing.rooms.rights.rules.text import of_terms
from tests.make import pack as make_pack
from tests.make import rights as make
from tests.packs.test_packs import ROOT

PACKS = (ROOT / "packs" / "los-angeles", ROOT / "tests" / "packs" / "alder-ford")


def newest(slug="at-the-door"):
    state = queries.newest_state(slug=slug)
    return (state.row.number, state.text.title) if state is not None else None


def problems(tmp_path, *articles, numbers=make.NUMBERS):
    written = make_pack.write_pack(tmp_path / "looked-at", make.pack_files(*articles, numbers=numbers))
    return [str(one) for one in packs.validate(written).problems]


@pytest.mark.django_db
def test_a_pack_brings_drafts_and_nothing_public(tmp_path):
    make.load_pack(tmp_path, make.article_file())

    version = ArticleVersion.objects.get()
    assert (version.number, version.written_by, version.pack_sha256 != "") == (1, None, True)
    assert queries.published(at=make.AT) == ()


@pytest.mark.django_db
def test_a_changed_pack_makes_a_draft_and_an_equal_one_none(tmp_path):
    make.load_pack(tmp_path, make.article_file())
    make.load_pack(tmp_path, make.article_file(order=7), at=make.AT)
    assert newest() == (1, "At your door")
    assert queries.article_row(slug="at-the-door").order == 7

    make.load_pack(tmp_path, make.article_file(title="At the door"), at=make.AT + make.HOUR)
    assert newest() == (2, "At the door")


def test_a_pack_never_overwrites_what_was_written_here(people, tmp_path):
    make.load_pack(tmp_path, make.article_file())
    make.next_draft(people, title="Written here", at=make.AT)

    make.load_pack(tmp_path, make.article_file(title="From the pack"), at=make.AT + make.HOUR)

    assert newest() == (2, "Written here")


def test_a_pack_replaces_its_own_draft_even_while_counsel_reads(people, tmp_path):
    make.load_pack(tmp_path, make.article_file())
    actions.submit_version(slug="at-the-door", number=1, by=people.editor, at=make.AT)
    assert len(queries.waiting_for_counsel()) == 1

    make.load_pack(tmp_path, make.article_file(title="Newer"), at=make.AT + make.HOUR)

    assert newest() == (2, "Newer")
    assert queries.waiting_for_counsel() == ()


def test_the_public_text_stays_until_counsel_approves_the_packs_new_one(people, tmp_path):
    make.load_pack(tmp_path, make.article_file())
    actions.submit_version(slug="at-the-door", number=1, by=people.editor, at=make.AT)
    make.approve(people, ArticleVersion.objects.get(), at=make.AT)

    make.load_pack(tmp_path, make.article_file(title="Newer"), at=make.AT + make.HOUR)

    assert [one.text.title for one in queries.published(at=make.AT + make.DAY)] == ["At your door"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"owner": "nobody"}, "departments.yaml has no department nobody."),
        ({"see": ["gone"]}, "This pack has no article gone."),
        ({"short": "Call {phone_nobody}."}, "numbers.yaml has no number phone_nobody."),
    ],
)
def test_what_does_not_fit_together_is_told(tmp_path, changed, sentence):
    assert problems(tmp_path, make.article_file()) == []
    [told] = problems(tmp_path, make.article_file(**changed))
    assert told.endswith(sentence)


def test_two_articles_of_one_name_are_told(tmp_path):
    assert [one for one in problems(tmp_path, make.article_file(), make.article_file()) if "Two articles" in one]


def test_a_language_that_the_city_has_not_is_told(tmp_path):
    numbers = [{**make.NUMBERS[0], "languages": ["xx"]}, make.NUMBERS[1]]
    assert problems(tmp_path, numbers=numbers)[0].endswith("languages.yaml has no language xx.")


@pytest.mark.django_db
def test_a_proposal_says_what_it_would_do(people, tmp_path):
    make.load_pack(tmp_path, make.article_file(), make.article_file("stays"))
    make.next_draft(people, "stays", title="Written here", at=make.AT)
    numbers = [{**make.NUMBERS[0], "number": "312"}, make.NUMBERS[1]]
    files = make.pack_files(
        make.article_file(title="New"),
        make.article_file("stays", title="Other"),
        make.article_file("fresh"),
        numbers=numbers,
        version="2",
    )
    proposal = packs.propose(directory=make_pack.write_pack(tmp_path / "two", files), by=SYSTEM, at=make.AT)

    told = {one.subject: one.sentence for one in proposal.effects if one.subject.startswith(("rights:", "numbers:"))}
    assert told == {
        "rights:at-the-door": "“New” gets a new draft. What is public stays until counsel approves it.",
        "rights:stays": "“Other” was edited here since, so the pack's text is not taken over.",
        "rights:fresh": "The article “At your door” appears as a draft for counsel.",
        "numbers:phone_311": "City help line has another number, on every page and paper at once.",
    }


@pytest.mark.django_db
def test_a_new_number_stands_in_every_text_at_once(people, tmp_path):
    make.load_pack(tmp_path, make.article_file())
    actions.submit_version(slug="at-the-door", number=1, by=people.editor, at=make.AT)
    make.approve(people, ArticleVersion.objects.get(), at=make.AT)
    numbers = [{**make.NUMBERS[0], "number": "312"}, make.NUMBERS[1]]
    make.load_pack(tmp_path, make.article_file(), numbers=numbers, at=make.AT + make.HOUR)

    [now] = queries.articles(language="en", at=make.AT + make.DAY)
    [then] = queries.articles(language="en", at=make.AT)
    assert (now.blocks[0].said.text, then.blocks[0].said.text) == ("In danger? Call 312.", "In danger? Call 311.")


@pytest.mark.django_db
def test_a_pack_without_this_room_works(tmp_path):
    files = make.pack_files()
    del files["numbers.yaml"]
    packs.load(directory=make_pack.write_pack(tmp_path / "bare", files), by=SYSTEM, at=make.AT)

    assert queries.numbers(language="en", at=make.AT) == ()
    assert queries.articles(language="en", at=make.AT) == ()
    assert queries.variables(at=make.AT)["phone_311"] == "…"


def articles_of_packs():
    found = {name: article for pack in PACKS for name, article in make.articles_in(pack).items()}
    assert len(found) >= 19
    yield from found.items()


def test_every_article_of_every_pack_reads_at_grade_six_or_less():
    hard = {}
    for name, article in articles_of_packs():
        whole = [words for _, words in of_terms(article).texts()]
        if reading_of(whole).is_hard:
            hard[name] = reading_of(whole).grade
        for block in article.blocks:
            if (found := reading_of([block.text])).long_sentences:
                hard[f"{name} {block.id}"] = found.long_sentences
    assert hard == {}


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_the_short_form_of_every_article_fits_once_numbers_stand_in_it(pack):
    numbers = make.numbers_in(pack)
    for name, article in make.articles_in(pack).items():
        assert len(article.short.format_map(numbers)) <= 300, name
        assert set(names_in(" ".join(article.texts()))) <= set(numbers), name
