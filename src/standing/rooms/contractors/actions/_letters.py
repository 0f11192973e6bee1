"""The letters: what they say, in which languages, and to whom they go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from standing.hall.acknowledgements import api as acknowledgements
from standing.hall.acknowledgements.api import TextFact
from standing.hall.audit.api import Actor
from standing.hall.links import api as links
from standing.hall.mail import api as mail
from standing.hall.mail.api import Draft
from standing.rooms.contractors.models import Asking, Attestation, Contract, Firm, FirmContact
from standing.rooms.contractors.queries.coverage import SUBJECT
from standing.rooms.contractors.rules.shapes import ContractorsFile, RungTerms

ATTEST, CREW = "contractors.attest", "contractors.crew"
"""What the links are for."""
ABOUT = "contractors"
CREW_DAYS, CREW_USES = 400, 1_000
_OWN_PAGES = {"es": "/es"}
"""Languages that the pages for firms are drawn in, beside the first one."""
_LISTED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What is needed to write to firms, asked once for many letters; they go to the post together."""

    terms: ContractorsFile
    texts: dict[str, TextFact]
    at: datetime
    drafts: list[Draft] = field(default_factory=list)


def keep_texts(*, terms: ContractorsFile, by: Actor, at: datetime) -> dict[str, TextFact]:
    """
    Keep the notice of the pack in every language, once, and return it by language.

    :raises NotNow: if the pack changed the words without a new number
    """
    return {
        language: acknowledgements.keep_text(
            subject=SUBJECT,
            edition=terms.notice.edition,
            language=language,
            title=text.title,
            body=text.body,
            is_material=terms.notice.is_material,
            by=by,
            at=at,
        )
        for language, text in sorted(terms.notice.texts.items())
    }


def languages_of(firm: Firm, *, terms: ContractorsFile) -> tuple[str, ...]:
    """Return the languages in which a firm is written to: its own as far as the notice has them, else the first."""
    own = tuple(one for one in firm.languages if one in terms.notice.texts)
    return own or (_first(terms),)


def path(name: str, *, language: str) -> str:
    """Return the address of a page for firms in a language."""
    return f"{_OWN_PAGES.get(language, '')}/{name}/"


def make_link(asking: Asking, *, firm: Firm, post: Post) -> str:
    """Make a link to the page of an asking, in the firm's first language; the token is in it and nowhere else."""
    token = links.make(
        purpose=ATTEST,
        subject=str(asking.pk),
        expires_at=post.at + timedelta(days=post.terms.marks.link_days),
        at=post.at,
    )
    return links.address(path=path("attest", language=languages_of(firm, terms=post.terms)[0]), token=token)


def write_to_firm(
    asking: Asking,
    *,
    firm: Firm,
    contact: FirmContact,
    rung: RungTerms,
    place: int,
    contracts: Sequence[Contract],
    parent: str,
    answer_by: date | None,
    post: Post,
) -> None:
    """Write one letter to an office of the firm: why, its contracts, and the link."""
    address = make_link(asking, firm=firm, post=post)
    parts = list(
        _in_languages(
            firm, rung, contracts, place=place, parent=parent, answer_by=answer_by, address=address, post=post
        )
    )
    post.drafts.append(
        Draft(
            key=f"contractors.{asking.pk}.{place}.{contact.pk}",
            to=[contact.email],
            subject=parts[0][0],
            body="\n\n----------\n\n".join(body for _subject, body in parts),
            about=ABOUT,
            is_secret=True,
        )
    )


def letter_to_office(
    *, key: str, to: Sequence[str], firm: Firm, rung: str, reason: str, contracts: Sequence[Contract]
) -> Draft:
    """Return what an office of the City is told about a firm; no link and no word of the firm stands in it."""
    listed = "\n".join(f"- {one.pk} {one.title}".rstrip() for one in contracts[:_LISTED])
    return Draft(
        key=key,
        to=list(to),
        subject=f"{rung}: {firm.name}"[:180],
        body=f"{reason}\n\nFirm: {firm.name} ({firm.pk})\nContracts:\n{listed}\n\n"
        "Each step so far stands with its day and reason on the page of the contract.",
        about=ABOUT,
    )


def write_receipt(attestation: Attestation, *, to: str, language: str, at: datetime) -> str:
    """Make the link for the firm's foremen, and write to the firm if it has an address; return the link."""
    token = links.make(
        purpose=CREW,
        subject=str(attestation.pk),
        expires_at=at + timedelta(days=CREW_DAYS),
        uses=CREW_USES,
        at=at,
    )
    address = links.address(path=path("crew", language=language), token=token)
    if to:
        with override(language):
            body = "\n\n".join(
                (
                    _("Thank you. Your firm's answer is on record."),
                    _("Code for the check at a gate: %(code)s") % {"code": grouped(attestation.code)},
                    _("Your foremen can give the ten-minute course here. Pass this link on to them:"),
                    address,
                )
            )
            subject = _("Your answer to the City is on record")
        mail.post(
            key=f"contractors.{attestation.pk}.receipt",
            to=[to],
            subject=subject,
            body=body,
            about=ABOUT,
            at=at,
            secret=True,
        )
    return address


def grouped(code: str) -> str:
    """Return a code as people read it: 4 and 4 and 4."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def said(
    firm: Firm,
    rung: RungTerms,
    contracts: Sequence[Contract],
    *,
    place: int,
    parent: str,
    answer_by: date | None,
    text: TextFact,
) -> list[str]:
    """Return the paragraphs of a letter in the language that is active."""
    found = [firm.name]
    if parent:
        found.append(_("%(firm)s says that your firm works for it on City property.") % {"firm": parent})
    else:
        found.append(_("Your firm has people on City property under these contracts:"))
    found.append("\n".join(f"- {one.pk} {one.title}".rstrip() for one in contracts[:_LISTED]))
    found.append(_("Please read the notice, tell your people on City property, and answer."))
    if place:
        found.append(_("We wrote to you before and have no answer."))
    found.append(_("Why we write: %(reason)s") % {"reason": rung.said(text.language)})
    if answer_by is not None:
        found.append(
            _("Please answer by %(day)s. You can also say why you do not attest.")
            % {"day": date_format(answer_by, "DATE_FORMAT")}
        )
    found.append(f"{text.title}\nSHA-256: {text.sha256}")
    return found


def _in_languages(
    firm: Firm,
    rung: RungTerms,
    contracts: Sequence[Contract],
    *,
    place: int,
    parent: str,
    answer_by: date | None,
    address: str,
    post: Post,
) -> Iterator[tuple[str, str]]:
    for language in languages_of(firm, terms=post.terms):
        with override(language):
            paragraphs = said(
                firm,
                rung,
                contracts,
                place=place,
                parent=parent,
                answer_by=answer_by,
                text=post.texts[language],
            )
            paragraphs.append(_("Answer here. The link is for your firm alone; opening it does nothing yet:"))
            paragraphs.append(address)
            subject = (
                _("Reminder %(number)d: your people on City property") % {"number": place}
                if place
                else _("Notice: your people on City property")
            )
            yield subject, "\n\n".join(paragraphs)


def _first(terms: ContractorsFile) -> str:
    return "en" if "en" in terms.notice.texts else min(terms.notice.texts)
