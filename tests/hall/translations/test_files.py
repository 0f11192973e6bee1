"""Files out and in: nothing is lost on the way, nothing newer is overwritten, nothing hostile comes in."""

from __future__ import annotations

import re
from itertools import count
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standing.hall.accounts.api import Role
from standing.hall.audit.api import SYSTEM
from standing.hall.translations import api
from standing.hall.translations.actions import files
from standing.hall.translations.api import SourceText
from standing.hall.translations.models import Import, ImportLine, Translation
from standing.hall.translations.queries import files as asked
from standing.hall.translations.queries.standing import standings
from standing.hall.translations.rules import exchange, po, xliff
from standing.hall.translations.rules.exchange import FileRefused, FileText, Form
from standing.hall.translations.rules.states import hash_of
from standing.hall.translations.rules.texts import tidy, translation_mistakes
from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from tests.make import accounts
from tests.make import translations as make
from tests.make.translations import ASK, CALL, CARD, SPANISH, TEXTS

FORMS = {Form.XLIFF: xliff, Form.PO: po}
numbers = count(1)
words = st.text(
    st.characters(categories=["L", "M", "N", "P", "Zs", "Sm"], include_characters="\u200c\u200d<>&\"'\\%{}|"),
    max_size=60,
).map(tidy)


def written(form, texts, language="fa"):
    if form is Form.XLIFF:
        return xliff.write(texts=texts, source_language="en", language=language)
    return po.write(texts=texts, language=language)


@pytest.mark.parametrize("form", list(Form))
@given(
    found=st.lists(
        st.tuples(words.filter(bool), words, st.integers(0, 99), st.booleans(), words), min_size=1, max_size=6
    )
)
def test_what_goes_out_comes_back_as_it_was(form, found):
    texts = [
        FileText(
            key=f"page:{number}", source=source, text=text, source_sha256=hash_of(source), number=version,
            is_draft=is_draft and bool(text), about=about, page="page",
            state="draft" if is_draft or not text else "translated",
        )
        for number, (source, text, version, is_draft, about) in enumerate(found)
    ]  # fmt: skip

    back = FORMS[form].read(written(form, texts))

    assert back.language == "fa"
    assert [(one.key, one.source, one.text, one.source_sha256, one.number) for one in back.texts] == [
        (one.key, one.source, one.text, one.source_sha256, one.number) for one in texts
    ]
    assert [one.is_draft for one in back.texts if one.text] == [one.is_draft for one in texts if one.text]


def test_xliff_is_what_other_programs_read():
    root = fromstring(make.xliff_of(ASK, source="Ask.", text="Pida."))
    space = "{urn:oasis:names:tc:xliff:document:2.0}"
    assert (root.tag, root.get("version"), root.get("srcLang"), root.get("trgLang")) == (
        f"{space}xliff",
        "2.0",
        "en",
        "es",
    )
    unit = root.find(f"{space}file/{space}unit")
    assert unit is not None
    assert unit.get("id") == ASK
    assert [part.tag.removeprefix(space) for part in unit.iter()][1:] == ["segment", "source", "target"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"x" * (exchange.LARGEST + 1), "The file is larger than 5 MB."),
        ("<xliff/>".encode("utf-16"), "The file is UTF-16."),
        (b"<xliff>\n\xe9</xliff>", "The file is not UTF-8: line 2"),
        (b"<xliff", "The file is not well-formed XML"),
        (b"<other/>", "The file is no XLIFF 2.0."),
        (b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>', "The file defines entities"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "The file defines entities"),
        (b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0"/>', "The file holds no text."),
    ],
)
def test_a_file_that_is_no_xliff_is_refused(content, said):
    with pytest.raises(FileRefused) as caught:
        xliff.read(content)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"\xff\xfem\x00", "The file is UTF-16."),
        (b'msgctxt "a"\nmsgid "caf\xe9"\nmsgstr ""\n', "The file is not UTF-8: line 2"),
        (b'msgid "a\n', "The file is no PO file"),
        (b"hello\n", "The file is no PO file"),
        (
            b'msgid ""\nmsgstr "Content-Type: text/plain; charset=iso-8859-1\\n"\n\nmsgctxt "a"\nmsgid "b"\nmsgstr "c"\n',
            "The file says that it is",
        ),
        (b'msgid ""\nmsgstr ""\n', "The file holds no text."),
    ],
)
def test_a_file_that_is_no_po_is_refused(content, said):
    with pytest.raises(FileRefused) as caught:
        po.read(content)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("form", list(Form))
def test_a_text_that_stands_twice_is_refused(form):
    text = FileText(key=ASK, source="Ask.", text="Pida.", source_sha256=hash_of("Ask."), number=0, state="translated")
    content = written(form, [text])
    if form is Form.XLIFF:
        unit = re.search(rb"<unit.*</unit>", content, re.DOTALL)
        assert unit is not None
        doubled = content.replace(unit[0], unit[0] * 2)
    else:
        doubled = content + b"\n" + content[content.index(b"msgctxt") :]
    with pytest.raises(FileRefused, match="twice"):
        FORMS[form].read(doubled)


def test_marks_that_were_lost_are_made_from_the_source():
    content = make.xliff_of(ASK, source="Ask.", text="Pida.", number=7)
    assert xliff.read(content).texts[0].number == 7
    bare = re.sub(rb' standing:made-from="[^"]*"', b"", content)
    (found,) = xliff.read(bare).texts
    assert (found.source_sha256, found.number) == (hash_of("Ask."), 0)


def test_signs_that_programs_put_into_texts_fall_away_and_others_are_refused():
    content = make.xliff_of(ASK, source="Ask.", text="PLACE").replace(b"PLACE", b'Pi<pc id="1">da</pc>.<ph id="2"/>')
    assert xliff.read(content).texts[0].text == "Pida."
    content = make.xliff_of(ASK, source="Ask.", text="PLACE").replace(b"PLACE", b"Pi<script>da</script>")
    assert translation_mistakes(source="Ask.", text=xliff.read(content).texts[0].text)


# --- taken in ---------------------------------------------------------------------------------------


def take(content, *, by, form="xliff", language="es"):
    return files.import_file(content=content, name="C:\\words.xlf", form=form, language=language, by=by, at=make.AT)


def lines(made):
    return {line.key: (str(line.outcome), line.reasons) for line in asked.made_import(made=made)[1]}


@pytest.mark.django_db
def test_each_text_of_a_file_gets_its_answer(writer, reader):
    make.page()
    make.write(CARD, by=reader)
    texts = [
        FileText(key=ASK, source=TEXTS[0].text, text=SPANISH[ASK], source_sha256=hash_of(TEXTS[0].text), number=0, state="translated"),
        FileText(key=CARD, source=TEXTS[1].text, text="Otra cosa.", source_sha256=hash_of(TEXTS[1].text), number=0, state="translated"),
        FileText(key=CALL, source=TEXTS[2].text, text="<b>Llame</b>", source_sha256=hash_of(TEXTS[2].text), number=0, state="translated"),
        FileText(key="no:such", source="X", text="Y", source_sha256=hash_of("X"), number=0, state="translated"),
    ]  # fmt: skip

    taken = take(written(Form.XLIFF, texts, "es"), by=writer)

    assert taken.counts == {"taken": 1, "unchanged": 0, "aside": 1, "refused": 2}
    found = lines(taken.id)
    assert found[ASK] == ("taken", ())
    assert found[CARD][0] == "aside"
    assert found[CALL][0] == "refused"
    assert len(found[CALL][1]) == 2
    assert found["no:such"] == ("refused", ("There is no such text.",))
    assert Import.objects.get().name == "words.xlf"
    assert api.said(keys=[CARD], language="es")[CARD].state == "translated"


@pytest.mark.django_db
@pytest.mark.parametrize("form", list(Form))
def test_a_file_that_comes_back_untouched_changes_nothing(writer, reader, form):
    make.page()
    make.write(by=writer)
    make.write(CARD, by=writer, state="draft")
    make.page([SourceText(key=ASK, text="Ask for the paper."), *TEXTS[1:]])
    content = asked.exported(language="es", form=form)

    assert take(content, by=reader, form=form).counts == {"taken": 0, "unchanged": 3, "aside": 0, "refused": 0}
    assert Translation.objects.count() == 2


@pytest.mark.django_db
def test_a_file_made_before_the_source_changed_is_taken_and_stale(writer):
    make.page()
    content = make.xliff_of(ASK, source=TEXTS[0].text, text=SPANISH[ASK])
    make.page([SourceText(key=ASK, text="Ask for the paper."), *TEXTS[1:]])

    made = take(content, by=writer)

    assert lines(made.id)[ASK] == ("taken", ("Its source has changed since: it is stale.",))
    assert api.said(keys=[ASK], language="es")[ASK].state == "stale"


@pytest.mark.django_db
def test_a_file_of_another_language_or_person_is_refused_whole(writer):
    make.page()
    content = make.xliff_of(ASK, source=TEXTS[0].text, text=SPANISH[ASK])
    with pytest.raises(FileRefused, match="The file is in es, and you chose fa"):
        take(content, by=writer, language="fa")
    with pytest.raises(NotAllowed):
        take(content, by=accounts.person(role=Role.ATTORNEY))
    assert Import.objects.count() == 0


@pytest.mark.django_db
def test_what_was_kept_aside_is_used_or_let_go_once(writer, reader):
    make.page()
    make.write(by=reader)
    made = take(make.xliff_of(ASK, source=TEXTS[0].text, text="Pida el papel."), by=writer)
    (line,) = ImportLine.objects.filter(made_id=made.id)

    files.settle_aside(line=line.pk, used=True, by=writer, at=make.AT)

    (now,) = standings(keys=[ASK], languages=["es"])
    assert (now.newest, now.state) == ("Pida el papel.", "draft")
    with pytest.raises(NotFound):
        files.settle_aside(line=line.pk, used=False, by=writer, at=make.AT)


@pytest.mark.django_db
def test_an_import_is_taken_back_but_not_what_came_after(writer, reader):
    make.page()
    texts = [(one.key, one.text) for one in TEXTS]
    content = written(
        Form.XLIFF,
        [FileText(key=key, source=text, text=SPANISH[key], source_sha256=hash_of(text), number=0, state="translated") for key, text in texts],
        "es",
    )  # fmt: skip
    made = take(content, by=writer).id
    make.approve(ASK, by=reader)
    make.write(CARD, "Puede dejar cerrada la puerta.", by=reader)

    done = files.undo_import(made=made, by=reader, at=make.AT)

    assert (done.withdrawn, done.stayed) == (1, 2)
    assert [one.state for one in api.said(keys=[ASK, CARD, CALL], language="es").values()] == [
        "reviewed", "translated", "missing",
    ]  # fmt: skip
    with pytest.raises(NotNow):
        files.undo_import(made=made, by=reader, at=make.AT)


@pytest.mark.django_db
def test_what_stood_before_an_import_stands_again_when_it_is_taken_back(writer, reader):
    make.page()
    make.write(by=writer)
    make.approve(by=reader)
    made = take(make.xliff_of(ASK, source=TEXTS[0].text, text="Pida el papel.", number=1), by=writer).id
    assert api.said(keys=[ASK], language="es")[ASK].text == SPANISH[ASK]  # approved, and the new one is not
    files.undo_import(made=made, by=writer, at=make.AT)
    assert api.said(keys=[ASK], language="es")[ASK].state == "reviewed"


@pytest.fixture
def people(db):
    return make.translator(), make.translator()


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(st.sampled_from(["export", "write", "source", "import", "undo"]), min_size=2, max_size=10),
    form=st.sampled_from(list(Form)),
)
def test_no_import_ever_replaces_a_newer_edit(people, acts, form):
    writer, reader = people
    number = next(numbers)
    page, key = f"q{number}", f"q{number}:a"

    def put(text):
        api.put_source(page=page, title="Page", texts=[SourceText(key=key, text=text)], by=SYSTEM, at=make.AT)

    def newest():
        row = Translation.objects.filter(segment_id=key).order_by("-number").first()
        return (row.number, row.text) if row else (0, "")

    put("Ask.")
    out, seen, made = b"", (0, ""), []
    for steps, act in enumerate(acts):
        before = newest()
        if act == "export":
            out, seen = asked.exported(language="es", form=form, pages=[page]), before
        elif act == "write":
            make.write(key, f"Edición {steps}.", by=writer)
        elif act == "source":
            put(f"Ask {'again ' * steps}.")
        elif act == "undo" and made:
            files.undo_import(made=made.pop(), by=writer, at=make.AT)
        elif act == "import" and out:
            read = FORMS[form].read(out).texts[0]
            content = written(form, [FileText(key=key, source=read.source, text=f"Archivo {steps}.", source_sha256=read.source_sha256, number=read.number, state="translated")], "es")  # fmt: skip
            report = take(content, by=reader, form=form)
            made.append(report.id)
            if before == seen:
                assert report.counts["taken"] == 1
                seen = before  # the same file a second time is older than what it brought itself
            else:
                assert report.counts["aside"] == 1
                assert newest() == before
                assert ImportLine.objects.filter(made_id=report.id, text=f"Archivo {steps}.").exists()
