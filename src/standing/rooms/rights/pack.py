"""What this room reads from a pack: articles, and the telephone numbers they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from standing.hall.audit.api import Actor
from standing.hall.pack.api import Effect, Fault, PackFact, Parsed, Section
from standing.rooms.rights import actions, queries
from standing.rooms.rights.rules.shape import ArticleFile, ArticleTerms, NumbersFile, names_in

__all__ = ["SECTIONS"]


def _check_articles(parsed: Parsed) -> Iterator[Fault]:
    files = parsed.get("rights")
    if not isinstance(files, Mapping):
        return
    articles = {name: file.article for name, file in sorted(files.items()) if isinstance(file, ArticleFile)}
    known = {article.id for article in articles.values()}
    departments = getattr(parsed.get("departments"), "departments", None)
    owners = None if departments is None else {one.id for one in departments}
    numbers = parsed.get("numbers")
    named = {one.id for one in numbers.numbers} if isinstance(numbers, NumbersFile) else set()
    seen: set[str] = set()
    for name, article in articles.items():
        if article.id in seen:
            yield Fault(file=name, path=("article", "id"), sentence=f"Two articles are called {article.id}.")
        seen.add(article.id)
        if owners is not None and article.owner not in owners:
            yield Fault(
                file=name,
                path=("article", "owner"),
                sentence=f"departments.yaml has no department {article.owner}.",
            )
        for place, other in enumerate(article.see):
            if other not in known:
                yield Fault(file=name, path=("article", "see", place), sentence=f"This pack has no article {other}.")
        yield from _check_names(name, article, named)


def _check_names(file: str, article: ArticleTerms, named: set[str]) -> Iterator[Fault]:
    places: list[tuple[tuple[str | int, ...], str]] = [
        (("article", part), getattr(article, part)) for part in ("title", "summary", "short")
    ]
    places += [(("article", "blocks", place, "text"), block.text) for place, block in enumerate(article.blocks)]
    for path, text in places:
        for name in names_in(text):
            if name not in named:
                yield Fault(file=file, path=path, sentence=f"numbers.yaml has no number {name or '{}'}.")


def _check_numbers(parsed: Parsed) -> Iterator[Fault]:
    numbers, languages = parsed.get("numbers"), parsed.get("languages")
    listed = getattr(languages, "languages", None)
    if not isinstance(numbers, NumbersFile) or listed is None:
        return
    known = {one.code for one in listed}
    for place, number in enumerate(numbers.numbers):
        for at, code in enumerate(number.languages):
            if code not in known:
                yield Fault(
                    file="numbers.yaml",
                    path=("numbers", place, "languages", at),
                    sentence=f"languages.yaml has no language {code}.",
                )


def _apply_articles(*, pack: PackFact, by: Actor, at: datetime) -> None:
    actions.take_articles_from_pack(
        articles=[file.article for file in pack.many(ArticleFile)], pack_sha256=pack.sha256, by=by, at=at
    )


def _apply_numbers(*, pack: PackFact, by: Actor, at: datetime) -> None:
    actions.name_numbers(numbers=queries.numbers_of(pack), by=by, at=at)


def _article_effects(*, old: PackFact | None, new: PackFact, at: datetime) -> Iterable[Effect]:  # noqa: ARG001
    before = {file.article.id: file.article for file in old.many(ArticleFile)} if old is not None else {}
    after = {file.article.id: file.article for file in new.many(ArticleFile)}
    drafts = queries.newest_shas()
    for slug, article in after.items():
        subject, was = f"rights:{slug}", before.get(slug)
        if was is None and slug not in drafts:
            yield Effect(subject=subject, sentence=f"The article “{article.title}” appears as a draft for counsel.")
        elif was != article:
            yield _change_of(was, article, subject, stands=slug in drafts)
    for slug, article in before.items():
        if slug not in after:
            yield Effect(
                subject=f"rights:{slug}",
                sentence=f"The pack no longer has “{article.title}”; the article stays until somebody withdraws it.",
            )


def _change_of(was: ArticleTerms | None, article: ArticleTerms, subject: str, *, stands: bool) -> Effect:
    if stands and queries.is_written_by_hand(slug=article.id):
        return Effect(
            subject=subject,
            sentence=f"“{article.title}” was edited here since, so the pack's text is not taken over.",
        )
    if was is not None and queries.sha_of_terms(was) == queries.sha_of_terms(article):
        return Effect(subject=subject, sentence=f"“{article.title}” is placed anew; its text stays.")
    return Effect(
        subject=subject,
        sentence=f"“{article.title}” gets a new draft. What is public stays until counsel approves it.",
    )


def _number_effects(*, old: PackFact | None, new: PackFact, at: datetime) -> Iterable[Effect]:  # noqa: ARG001
    before = {one.id: one for one in queries.numbers_of(old)} if old is not None else {}
    after = {one.id: one for one in queries.numbers_of(new)}
    for id_ in sorted(before.keys() | after.keys()):
        was, now = before.get(id_), after.get(id_)
        subject = f"numbers:{id_}"
        if was is None and now is not None:
            yield Effect(subject=subject, sentence=f"The number of {now.label} appears.", after=now.number)
        elif now is None and was is not None:
            yield Effect(subject=subject, sentence=f"The number of {was.label} is gone.", before=was.number)
        elif was is not None and now is not None and was.number != now.number:
            yield Effect(
                subject=subject,
                sentence=f"{now.label} has another number, on every page and paper at once.",
                before=was.number,
                after=now.number,
            )
        elif was != now and now is not None:
            yield Effect(subject=subject, sentence=f"What is said about {now.label} changes.")


SECTIONS = (
    Section(
        name="numbers",
        files="numbers.yaml",
        model=NumbersFile,
        required=False,
        about="Telephone numbers that texts and pages use.",
        check=_check_numbers,
        apply=_apply_numbers,
        effects=_number_effects,
    ),
    Section(
        name="rights",
        files="rights/*.yaml",
        model=ArticleFile,
        many=True,
        required=False,
        about="Rights in plain words, one article a file. They become drafts; counsel approves them here.",
        check=_check_articles,
        apply=_apply_articles,
        effects=_article_effects,
    ),
)
