"""One wave of a run: which pages are to be made anew, what came out, and the release that it makes."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from time import perf_counter

from standing.hall import memory
from standing.hall.installation import api as installation
from standing.hall.publish import assets, checks, sources
from standing.hall.publish.manifest import Entry, Manifest, Seen
from standing.hall.publish.rendering import Rendered, render
from standing.hall.publish.rules import SQUEEZED, Page, Problem, ending_of, file_of
from standing.hall.publish.tree import Releases
from standing.kernel.canonical import sha256_hex

_READ = frozenset({"html", "svg"})
_SQUEEZERS = 2
_ASKED_EVERY = 1.0
Squeezed = tuple[bytes, bytes]


class ApplicationSilent(RuntimeError):
    """The application does not even answer with its simplest page; nothing is published."""


class Wave:
    """
    A release in the making.

    ``done``, ``surprises`` and ``problems`` are shared by the waves of a run: a page that was asked for in this
    run is not asked for again unless its stamp moved meanwhile.
    """

    def __init__(
        self,
        *,
        disk: Releases,
        base: Manifest | None,
        pages: Mapping[str, Page],
        shell: str,
        languages: tuple[str, ...],
        seen: Seen,
        taken_back: Mapping[str, tuple[str, ...]],
        only: str | None,
        everything: bool,
        done: dict[str, tuple[str, str]],
        surprises: set[str],
        problems: dict[str, str],
        at: datetime,
    ) -> None:
        self.base, self.shell, self.seen, self.taken_back, self.at = base, shell, seen, taken_back, at
        self.done, self.surprises, self.everything = done, surprises, everything
        self.making = disk.begin(base=base)
        self.collected = sources.with_own(pages)
        self.wanted = dict(self.collected)
        self.old: Mapping[str, Entry] = base.pages if base is not None else {}
        self.entries: dict[str, Entry] = {}
        self.written: set[str] = set()
        self.rendered = self.held = 0
        self.is_complete = False
        self.made = base if base is not None else Manifest(number=0, base=None, at=at)
        self._problems = problems
        self._fresh: dict[str, tuple[bytes, Future[Squeezed] | None]] = {}
        self._assets = assets.Assets()
        self._urgent: list[Page] = []
        self._headers: dict[str, str] = {}
        if only is not None:
            self.wanted = {path: page for path, page in self.wanted.items() if page.language == only}
            self.entries |= {path: entry for path, entry in self.old.items() if entry.language != only}
        self._refuse_unapproved()
        self._todo = self._order(languages)

    @property
    def waiting(self) -> int:
        """How many pages there are to make in this wave and after it."""
        return len(self._todo)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The pages that were not taken."""
        listed = self.collected
        return tuple(
            Problem(path=path, sentence=said) for path, said in sorted(self._problems.items()) if path in listed
        )

    @property
    def removed(self) -> set[str]:
        """The addresses that the public loses."""
        return set(self.old) - set(self.entries)

    @property
    def is_different(self) -> bool:
        """Test whether the public would see anything else than before."""
        headers = self.base.headers if self.base is not None else {}
        return bool(self.written or self.removed or (self.entries and self._headers != headers))

    def render(self, *, seconds: float, tell: Callable[[int], None], is_cut_short: Callable[[], bool]) -> None:
        """
        Make the pages that are due, until the time of this wave is over; the others stay as they are.

        News goes out alone: it does not wait until pages that only get a new shell are drawn as well; and when
        more news comes, ``is_cut_short`` says so, and the wave is over.
        """
        self._headers = _standard_headers()
        deadline, ask_at = perf_counter() + seconds, perf_counter() + _ASKED_EVERY
        with ThreadPoolExecutor(_SQUEEZERS) as squeezers, sources.collected(self.collected), memory.many_drawings():
            for count, page in enumerate(self._todo):
                if count and (perf_counter() > deadline or count == len(self._urgent)):
                    break
                if perf_counter() > ask_at:
                    ask_at = perf_counter() + _ASKED_EVERY
                    if is_cut_short():
                        break
                tell(count)
                self._take(page, squeezers)
                self.done[page.path] = (page.stamp, self.shell)
                self.rendered += 1
            else:
                self.is_complete = True
        # A page that the next wave will make is published as it was.
        for page in self._todo[self.rendered :]:
            self._keep_old(page.path)

    def finish(self, *, number: int) -> Manifest:
        """Write all files of the release, and give it its name."""
        now = int(self.at.timestamp())
        for path, entry in list(self.entries.items()):
            if path in self.written:
                self._write(entry.file, *self._fresh[path], now=now)
            elif not self._link(entry.file):
                del self.entries[path]  # its file is gone from the disk: better not listed than listed and missing
        needed = {name for entry in (*self.entries.values(), *self.old.values()) for name in entry.assets}
        for name in sorted(needed):
            self._place_asset(name, now=now)
        self.made = Manifest(
            number=number,
            base=self.base.number if self.base is not None else None,
            at=self.at,
            headers=self._headers,
            pages=self.entries,
            files=self.making.files,
            held=self.taken_back,
        )
        self.making.finish(self.made)
        self.seen = Seen()
        return self.made

    def _refuse_unapproved(self) -> None:
        if installation.is_sample():
            return
        for page in [page for page in self.wanted.values() if not page.approved]:
            self._problems[page.path] = "Its text is not approved."
            self._keep_old(page.path)
            del self.wanted[page.path]

    def _order(self, languages: tuple[str, ...]) -> list[Page]:
        """Sort what is there into what stays and what is to be made, the most needed first."""
        rank = {code: (0 if code == languages[0] else 1) for code in languages}
        todo = []
        for page in self.wanted.values():
            if self._is_held(page):
                self.held += 1
                self._keep_old(page.path)
            elif self._is_due(page):
                todo.append(page)
            else:
                self._keep_old(page.path)
        todo.sort(key=lambda page: (rank.get(page.language, 2), not page.essential, page.language, page.path))
        self._urgent = [page for page in todo if self._is_news(page)]
        return [*self._urgent, *(page for page in todo if not self._is_news(page))]

    def _is_news(self, page: Page) -> bool:
        """Test whether a page's own words changed, and not only what it shares with all others."""
        old = self.old.get(page.path)
        return self.base is not None and (old is None or old.stamp != page.stamp)

    def _is_due(self, page: Page) -> bool:
        now = (page.stamp, self.shell)
        if self.done.get(page.path) == now:
            return False
        if self.everything and page.path not in self.done:
            return True
        old = self.old.get(page.path)
        return old is None or now not in ((old.stamp, old.shell), self.seen.pages.get(page.path)) or self._is_hurt(old)

    def _is_hurt(self, old: Entry) -> bool:
        """Test whether a file of the page is gone or cut off on the disk."""
        return not all(self.making.is_sound(name) for name in _files_of(old.file))

    def _is_held(self, page: Page) -> bool:
        old = self.old.get(page.path)
        if page.stamp in self.taken_back.get(page.path, ()) and (old is None or old.stamp != page.stamp):
            return True
        return old is not None and old.shell != self.shell and self.shell in self.taken_back.get("", ())

    def _keep_old(self, path: str) -> None:
        if path in self.old and path not in self.entries:
            self.entries[path] = self.old[path]

    def _take(self, page: Page, squeezers: ThreadPoolExecutor) -> None:
        """Ask for one page, and take it in if it may go out; otherwise its old copy stays."""
        rendered = render(page.path)
        needed, said = self._inspect(page, rendered)
        if said:
            self._problems[page.path] = said
            self._keep_old(page.path)
            return
        self._problems.pop(page.path, None)
        file = file_of(page.path)
        self.entries[page.path] = Entry(
            path=page.path,
            language=page.language,
            stamp=page.stamp,
            shell=self.shell,
            file=file,
            title=str(page.title),
            group=page.group,
            changed=page.changed,
            essential=page.essential,
            status=page.status,
            assets=needed,
        )
        known = self.base.files.get(file) if self.base is not None else None
        is_same = known is not None and known.sha256 == sha256_hex(rendered.content)
        if is_same and all(self.making.is_sound(name) for name in _files_of(file)):
            self.seen.pages[page.path] = (page.stamp, self.shell)
            return
        old = self.old.get(page.path)
        if old is not None and (old.stamp, old.shell) == (page.stamp, self.shell) and not is_same:
            self.surprises.add(page.path)
        squeezed = squeezers.submit(_squeeze, rendered.content) if ending_of(file) in SQUEEZED else None
        self._fresh[page.path] = (rendered.content, squeezed)
        self.written.add(page.path)

    def _inspect(self, page: Page, rendered: Rendered) -> tuple[tuple[str, ...], str]:
        said = checks.trouble(page=page, rendered=rendered, headers=self._headers)
        if said or ending_of(file_of(page.path)) not in _READ:
            return (), said
        try:
            found = checks.loads(rendered.content.decode())
        except UnicodeDecodeError:
            return (), "It is not written in UTF-8."
        needed = self._assets.needed_by(found.own, page=page.path)
        missing = next((name for name in needed if self._assets.content(name) is None), "")
        return needed, checks.trouble_with_loads(found) or (
            f"It loads /{missing}, which is not there." if missing else ""
        )

    def _write(self, file: str, content: bytes, squeezed: Future[Squeezed] | None, *, now: int) -> None:
        mtime = self.making.time_for(file, now=now)
        self.making.write(file, content, mtime=mtime)
        if squeezed is not None:
            gz, br = squeezed.result()
            self.making.write(file + assets.GZ, gz, mtime=mtime)
            self.making.write(file + assets.BR, br, mtime=mtime)

    def _link(self, file: str) -> bool:
        """Take over a file and its small copies. :returns: whether the file itself was there"""
        kept = [self.making.keep(name) for name in _files_of(file)]
        return kept[0]

    def _place_asset(self, name: str, *, now: int) -> None:
        content = self._assets.content(name)
        known = self.base.files.get(name) if self.base is not None else None
        if content is None or (known is not None and known.sha256 == sha256_hex(content)):
            self._link(name)
        if content is None or name in self.making.files:
            return
        is_text = ending_of(name) in SQUEEZED
        mtime = self.making.time_for(name, now=now)
        self.making.write(name, content, mtime=mtime)
        if is_text:
            self.making.write(name + assets.GZ, assets.gz(content), mtime=mtime)
            self.making.write(name + assets.BR, assets.br(content, once=True), mtime=mtime)


def _files_of(file: str) -> tuple[str, ...]:
    return (file, file + assets.GZ, file + assets.BR) if ending_of(file) in SQUEEZED else (file,)


def _squeeze(content: bytes) -> Squeezed:
    return assets.gz(content), assets.br(content)


def _standard_headers() -> dict[str, str]:
    """Return the headers of all pages, as the application gives them to its simplest one."""
    simplest = render(sources.ROBOTS)
    if simplest.status != 200:
        raise ApplicationSilent(f"{sources.ROBOTS} was answered with {simplest.status}; nothing is published.")
    return checks.standard_headers(simplest)
