"""The words of the program: found, kept, compiled, checked."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest
from babel.messages.pofile import read_po

from standing.hall.translations.catalogues import compiled, critical, files
from standing.hall.translations.catalogues.messages import Message, in_code, in_nodes, in_template
from standing.hall.translations.catalogues.reached import Reached
from tests.make import translations as make

AT = datetime(2026, 1, 1, tzinfo=UTC)


def said(source):
    return [(one.said, one.plural, one.context) for one in in_template(source)]


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('{% translate "Help" %}', [("Help", "", "")]),
        ("{% trans 'Help' as x %}", [("Help", "", "")]),
        ('{% translate "May" context "month" %}', [("May", "", "month")]),
        ('{% translate "100 % sure" %}', [("100 %% sure", "", "")]),
        ("{% translate name %}", []),
        ('{% breadcrumb _("Plans") url _("Fire") %}', [("Plans", "", ""), ("Fire", "", "")]),
        ('{{ name|default:_("Nobody") }}', [("Nobody", "", "")]),
        ("{% blocktranslate %}Hello <b>you</b>{% endblocktranslate %}", [("Hello <b>you</b>", "", "")]),
        ("{% blocktranslate with a=b %}Hi {{ a }}, 5 %{% endblocktranslate %}", [("Hi %(a)s, 5 %%", "", "")]),
        (
            "{% blocktranslate count n=n context 'x' %}{{ n }} page{% plural %}{{ n }} pages{% endblocktranslate %}",
            [("%(n)s page", "%(n)s pages", "x")],
        ),
        ("{% blocktranslate trimmed %}\n  One\n  two\n{% endblocktranslate %}", [("One two", "", "")]),
        ("{# translate #}{% comment %}x{% endcomment %}", []),
    ],
)
def test_a_template_says_what_django_says(template, found):
    assert said(template) == found


def test_code_says_what_is_handed_to_gettext():
    source = (
        'a = _("One")\n'
        'b = ngettext("%(n)d page", "%(n)d pages", n)\n'
        'c = pgettext_lazy("month", "May")\n'
        'd = npgettext("x", "y", "ys", 2)\n'
        'e = gettext("two " "parts")\n'
        "f = _(name)\n"
    )
    assert [(one.said, one.plural, one.context) for one in in_code(source)] == [
        ("One", "", ""), ("%(n)d page", "%(n)d pages", ""), ("May", "", "month"), ("y", "ys", "x"), ("two parts", "", ""),
    ]  # fmt: skip


def test_code_reaches_what_it_names_through_other_modules(tmp_path):
    house = tmp_path / "house"
    house.mkdir()
    (house / "__init__.py").write_text("")
    (house / "views.py").write_text(
        "from house import parts\nfrom house.forms import Form\nfrom house.forms import Other\n"
        'def show():\n    _("Shown")\n    parts.draw()\n    return Form\n'
        'def staff():\n    return Other, _("Staff")\n'
    )
    (house / "forms.py").write_text(
        'WORDS = {1: _("One")}\nclass Form:\n    a = WORDS\nclass Other:\n    b = _("Other")\n'
    )
    (house / "parts.py").write_text('def draw():\n    return _("Drawn")\ndef hide():\n    return _("Hidden")\n')

    reached = Reached(root=tmp_path, within="house")
    reached.follow([(house / "views.py", "show")])

    assert {path.name: [one.said for one in in_nodes(nodes)] for path, nodes in reached.found.items()} == {
        "views.py": ["Shown"], "forms.py": ["One"], "parts.py": ["Drawn"],
    }  # fmt: skip


def program(folder, **files_):
    for name, text in files_.items():
        path = folder / "program" / name.replace("__", "/").replace("_html", ".html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder / "program"


def entries(path):
    with path.open("rb") as file:
        return {entry.id: entry.string for entry in read_po(file) if entry.id}


def test_words_already_there_stay_when_the_program_says_new_ones(tmp_path):
    locale = tmp_path / "locale"
    (locale / "es").mkdir(parents=True)
    folder = program(tmp_path, a_html='{% translate "Help" %}{% translate "Old" %}')
    first = files.extract(locale=locale, at=AT, folder=folder, whole=True)
    assert [(one.language, one.total, one.said, one.new) for one in first] == [("es", 2, 0, 2)]
    path = locale / "es" / "LC_MESSAGES" / "django.po"
    path.write_text(
        path.read_text()
        .replace('msgid "Help"\nmsgstr ""', 'msgid "Help"\nmsgstr "Ayuda"')
        .replace('msgid "Old"\nmsgstr ""', 'msgid "Old"\nmsgstr "Viejo"')
    )

    program(tmp_path, a_html='{% translate "Help" %}{% translate "Helps" %}')
    second = files.extract(locale=locale, at=AT, folder=folder, whole=True)

    assert [(one.total, one.said, one.new, one.obsolete) for one in second] == [(2, 1, 1, 1)]
    assert entries(path) == {"Help": "Ayuda", "Helps": ""}
    assert '#~ msgstr "Viejo"' in path.read_text()
    before = path.stat().st_mtime_ns
    files.extract(locale=locale, at=datetime(2026, 2, 2, tzinfo=UTC), folder=folder, whole=True)
    assert path.stat().st_mtime_ns == before


def test_what_only_staff_read_stands_in_a_file_once_it_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "critical", lambda: frozenset({("", "Families"), ("door", "Families")}))
    locale = tmp_path / "locale"
    (locale / "es").mkdir(parents=True)
    path = locale / "es" / "LC_MESSAGES" / "django.po"
    folder = program(
        tmp_path,
        a_html='{% translate "Families" %}{% translate "Families" context "door" %}{% translate "Staff" %}'
        '{% translate "Staff" context "door" %}{% translate "Gone" %}'
        "{% blocktranslate count n=n %}one{% plural %}many{% endblocktranslate %}",
    )
    files.extract(locale=locale, at=AT, folder=folder)
    assert [(entry.id, entry.context) for entry in files.read(path) if entry.id] == [
        ("Families", None),
        ("Families", "door"),
    ]

    files.extract(locale=locale, at=AT, folder=folder, whole=True)
    path.write_text(
        path.read_text()
        .replace('msgctxt "door"\nmsgid "Staff"\nmsgstr ""', 'msgctxt "door"\nmsgid "Staff"\nmsgstr "Personal"')
        .replace('msgstr[0] ""', 'msgstr[0] "uno"')
    )
    program(tmp_path, a_html=(folder / "a.html").read_text().replace('{% translate "Gone" %}', ""))
    (done,) = files.extract(locale=locale, at=AT, folder=folder)

    assert (done.total, done.said, done.obsolete) == (5, 1, 0)
    assert [(entry.id, entry.context, entry.string) for entry in files.read(path) if entry.id] == [
        ("Families", None, ""), ("Families", "door", ""), ("Staff", "door", "Personal"), (("one", "many"), None, ("uno", "")),
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["es", "tl", "zap", "quc", "mix", "ase", "zh_Hant", "ar", "km", "am"])
def test_a_language_gets_its_head_even_where_nobody_counts_its_speakers(tmp_path, code):
    folder = program(
        tmp_path, a_html="{% blocktranslate count n=n %}{{ n }} page{% plural %}pages{% endblocktranslate %}"
    )
    (tmp_path / "locale" / code).mkdir(parents=True)
    files.extract(locale=tmp_path / "locale", at=AT, folder=folder)
    head = (tmp_path / "locale" / code / "LC_MESSAGES" / "django.po").read_text()
    assert f'"Language: {code}\\n"' in head
    assert "nplurals=" in head
    assert files.compile_all(locale=tmp_path / "locale") == (code,)


def test_only_what_is_older_is_compiled(tmp_path):
    (tmp_path / "es").mkdir()
    files.extract(locale=tmp_path, at=AT, folder=program(tmp_path, a_html='{% translate "Help" %}'), languages=["es"])
    assert "es" in files.compile_all(locale=tmp_path)
    assert files.compile_all(locale=tmp_path) == ()
    path = tmp_path / "es" / "LC_MESSAGES" / "django.po"
    os.utime(path, ns=(path.stat().st_mtime_ns + 10**9, path.stat().st_mtime_ns + 10**9))
    assert files.compile_all(locale=tmp_path) == ("es",)


HEAD = 'msgid ""\nmsgstr "Language: es\\nPlural-Forms: nplurals=2; plural=(n != 1);\\nContent-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('msgid "Hi %(name)s"\nmsgstr "Hola"', "It lost %(name)s."),
        ('msgid "Hi"\nmsgstr "Hola %(name)s"', "The source has no %(name)s."),
        ('msgid "{n} left"\nmsgstr "quedan"', "It lost {n}."),
        ('msgid "100 %%"\nmsgstr "100 %"', "It lost %%."),
        ('msgid "<b>Help</b>"\nmsgstr "Ayuda"', "It has other HTML than the source."),
        ('msgid "Help"\nmsgstr "<script>x</script>"', "It has other HTML than the source."),
        ('msgid "<a href=\\"/\\">Help</a>"\nmsgstr "<a href=\\"/\\" onclick=\\"x()\\">Ayuda</a>"', "It holds an attribute that the source does not."),
        ('msgid "Help"\nmsgstr "Ayuda\u202e"', "It holds characters that cannot be seen or that turn the direction: U+202E."),
        ('#, fuzzy\nmsgid "Help"\nmsgstr "Ayuda"', "It is marked fuzzy: make it right and take the mark out."),
        ('msgid "%(n)s page"\nmsgid_plural "%(n)s pages"\nmsgstr[0] "%(n)s página"\nmsgstr[1] ""', "It needs 2 forms for how many, each of them said."),
        ('msgid "Help\\n"\nmsgstr "Ayuda"', "It begins or ends with a line break where the source does not, or the other way round."),
        ("hello", "The file cannot be read:"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found(tmp_path, entry, said):
    path = tmp_path / "es" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + entry + "\n")
    found = files.check(locale=tmp_path)
    assert {one.is_mistake for one in found} == {True}
    assert found[0].sentence.startswith(said)


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "Help"\nmsgstr ""',
        'msgid "Help"\nmsgstr "Ayuda"',
        'msgid "%(n)s page"\nmsgid_plural "%(n)s pages"\nmsgstr[0] "una página"\nmsgstr[1] "%(n)s páginas"',
        'msgid "one page"\nmsgid_plural "%(n)s pages"\nmsgstr[0] "%(n)s página"\nmsgstr[1] "%(n)s páginas"',
        'msgid "Call <a href=\\"tel:311\\">311</a>"\nmsgstr "Llame al <a href=\\"tel:311\\">311</a>"',
    ],
)
def test_what_is_right_passes(tmp_path, entry):
    path = tmp_path / "es" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + entry.replace('"one page"', '"%(n)s one page"') + "\n")
    found = [one for one in files.check(locale=tmp_path) if "una página" not in entry]
    assert found == []


def test_words_that_families_need_are_reported_for_languages_that_must_be_complete(tmp_path):
    path = tmp_path / "es" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + 'msgid "Skip to the main part"\nmsgstr "Ir al contenido"\n')
    assert files.check(locale=tmp_path) == ()
    found = files.check(locale=tmp_path, complete=["es"])
    assert {one.said for one in found} == {name for _context, name in critical.critical()} - {"Skip to the main part"}
    assert not any(one.is_mistake for one in found)


def test_families_read_the_shell_the_menu_and_the_pages_in_every_language():
    wanted = {name for _context, name in critical.critical()}
    assert {"Skip to the main part", "Need another language?", "Status board"} <= wanted
    assert "Save and mark translated" not in wanted
    assert "Add another adult" not in wanted  # the trustee's page to apply keeps no language of the City back
    files_ = {str(path.relative_to(critical.ROOT / "standing")) for path in critical.where()}
    assert "hall/translations/templates/translations/list_languages.html" in files_
    assert "hall/translations/forms.py" not in files_


def test_a_share_counts_what_is_compiled(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    total = len(critical.critical())
    assert compiled.share_of(language="es").done == 0
    assert compiled.share_of(language="en").is_whole
    make.whole_words(tmp_path, "es")
    assert (compiled.share_of(language="es").done, compiled.share_of(language="es").total) == (total, total)
    make.whole_words(tmp_path, "es", without=["Skip to the main part"])
    assert compiled.missing_in(language="es") == (("", "Skip to the main part"),)
    assert compiled.share_of(language="es").percent == 99


def test_every_catalogue_of_the_program_is_in_order():
    folder = files.PROGRAM.parents[1] / "locale"
    assert [str(one) for one in files.check(locale=folder) if one.is_mistake] == []


def test_a_message_knows_whether_something_is_put_into_it():
    assert Message(said="Hi %(name)s").is_format
    assert not Message(said="100 %% sure").is_format
