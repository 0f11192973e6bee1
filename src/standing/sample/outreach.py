"""
Three campaigns, and invented outlets.

One is approved and waits: its Spanish words are there and nobody has reviewed them, the other languages are not
there at all, so nothing goes out. One is being written in English. One was taken back before it went out.
"""

from datetime import datetime, timedelta
from random import Random

from standing.hall.accounts.api import User
from standing.hall.translations import api as translations
from standing.kernel.canonical import sha256_hex
from standing.rooms.outreach import actions, queries
from standing.rooms.outreach.models import Campaign
from standing.rooms.outreach.rules import spoken
from standing.rooms.outreach.rules.channels import Channel
from standing.rooms.rights import api as rights

_DAY = timedelta(days=1)
_ORIGIN = "https://city.example"
_NUMBER = "phone_311"

_SCRIPTS = (
    (
        "You have rights, at home, at work and on the street. City help is for everyone, and nobody asks about your status. "
        "For help, call three one one."
    ),
    (
        "You have rights, at home, at work and on the street. You may stay silent. You do not have to open your door without "
        "a warrant signed by a judge. Stay calm, and do not stand in the way. City help is for everyone, and nobody asks "
        "about your status. For a lawyer, for food, or for a plan for your family, call three one one."
    ),
    (
        "You have rights, at home, at work and on the street. You may stay silent. You do not have to open your door without "
        "a warrant signed by a judge. A paper signed by an officer alone is not enough. Stay calm. Do not run, do not lie, "
        "and do not stand in the way. City help is for everyone. Libraries, parks and family centers are open to you, and "
        "nobody asks about your status. Make a plan with your family today: who picks up the children, who has the keys, "
        "whom do you call. Beware of people who sell papers; only a lawyer can give you legal advice. For a lawyer, for "
        "food, or for a plan for your family, call three one one."
    ),
)
_RIGHTS = {
    "press": {
        "headline": "City tells residents about their rights in many languages",
        "body": "City help is for everyone, and nobody asks about status.\n"
        "The City has put plain answers about rights at home, at work and on the street on its pages.\n"
        "Cards and posters are free. For help, call {phone_311}.\n{link}",
    },
    "sms": {"text": "City message: You have rights. For help, call {phone_311}. {link}"},
    "poster": {
        "headline": "You have rights",
        "body": "You may stay silent.\nYou do not have to open your door without a warrant signed by a judge.\n"
        "Stay calm. Do not stand in the way.\nFor help, call {phone_311}.",
        "alt": "Large words: You have rights. Below: what you may do, and to call {phone_311}.",
    },
    "card": {
        "headline": "You have rights",
        "body": "For help, call {phone_311}.",
        "alt": "White words on blue: You have rights. For help, call {phone_311}.",
    },
}
_DERECHOS = {
    "press": {
        "headline": "La Ciudad informa a los residentes sobre sus derechos en muchos idiomas",
        "body": "La ayuda de la Ciudad es para todos y nadie pregunta por el estatus.\n"
        "La Ciudad puso en sus páginas respuestas claras sobre los derechos en casa, en el trabajo y en la calle.\n"
        "Las tarjetas y los carteles son gratis. Para recibir ayuda, llame al {phone_311}.\n{link}",
    },
    "sms": {"text": "Mensaje de la Ciudad: Usted tiene derechos. Para recibir ayuda, llame al {phone_311}. {link}"},
    "poster": {
        "headline": "Usted tiene derechos",
        "body": "Puede guardar silencio.\nNo tiene que abrir la puerta sin una orden firmada por un juez.\n"
        "Mantenga la calma. No se interponga.\nPara recibir ayuda, llame al {phone_311}.",
        "alt": "Palabras grandes: Usted tiene derechos. Abajo: qué puede hacer, y que llame al {phone_311}.",
    },
    "card": {
        "headline": "Usted tiene derechos",
        "body": "Para recibir ayuda, llame al {phone_311}.",
        "alt": "Palabras blancas sobre azul: Usted tiene derechos. Para recibir ayuda, llame al {phone_311}.",
    },
}
_HELP = {
    "press": {
        "headline": "Food, rent and a lawyer: one number to ask",
        "body": "Families can ask for help at {phone_311}. Nobody asks about status.\n{link}",
    },
    "sms": {"text": "City message: Food, rent or a lawyer? Call {phone_311}. Nobody asks about status. {link}"},
}
_HOURS = {"sms": {"text": "City message: The help line is open every day. Call {phone_311}. {link}"}}
_OUTLETS = (
    ("Sample radio in Spanish", "desk@radio-uno.example", ("radio",), ("es",), 120_000),
    ("Sample newspaper in Armenian", "news@daily-hy.example", ("press", "card"), ("hy",), 18_000),
    ("Sample newspaper in Korean", "news@daily-ko.example", ("press", "card"), ("ko",), 25_000),
    ("Sample radio in Persian", "desk@radio-fa.example", ("radio",), ("fa",), None),
    ("Sample list of schools and libraries", "boards@libraries.example", ("poster", "press"), ("en", "es"), None),
)


def write(
    *,
    editor: User,
    coordinator: User,
    attorney: User,
    translator: User,
    department: str,
    first: datetime,
    until: datetime,
    random: Random,
) -> int:
    """Have the campaigns written; the rights articles and their numbers come first. Return how many there are."""
    _outlets(editor, at=_between(first, until, days_ago=60, random=random))
    asked = _campaign(
        "Know your rights",
        "It tells people what they may do, and whom to call. Calm words.",
        _RIGHTS,
        link="/rights/",
        editor=editor,
        department=department,
        at=_between(first, until, days_ago=30, random=random),
    )
    at = _between(first, until, days_ago=24, random=random)
    _approve(asked, by=attorney, at=at)
    _translate(asked, by=translator, at=at + timedelta(hours=30))
    hours = _campaign(
        "Hours of the help line",
        "It tells when somebody answers.",
        _HOURS,
        link="/help/",
        editor=editor,
        department=department,
        at=_between(first, until, days_ago=18, random=random),
    )
    at = _between(first, until, days_ago=16, random=random)
    _approve(hours, by=coordinator, at=at)
    actions.withdraw_campaign(
        campaign=hours.pk,
        reason="Sample: the hours are not the same every day. It did not go out.",
        by=attorney,
        at=min(at + 2 * _DAY, until),
    )
    _campaign(
        "Help for families",
        "It leads people to the list of help.",
        _HELP,
        link="/help/",
        editor=editor,
        department=department,
        at=_between(first, until, days_ago=4, random=random),
    )
    return 3


def _between(first: datetime, until: datetime, *, days_ago: int, random: Random) -> datetime:
    return max(until - days_ago * _DAY + timedelta(minutes=random.randrange(0, 300)), first)


def _outlets(editor: User, *, at: datetime) -> None:
    channels = queries.channels(known=at)
    spoken_here = {one.code for one in queries.languages(known=at)}
    for name, email, kinds, languages, audience in _OUTLETS:
        takes = [one.id for one in channels if one.kind in kinds]
        speaks = [code for code in languages if code in spoken_here]
        if takes and speaks:
            actions.add_outlet(
                name=name,
                channels=takes,
                languages=speaks,
                office_email=email,
                audience=audience,
                by=editor,
                at=at,
            )


def _campaign(
    name: str,
    about: str,
    words: dict[str, dict[str, str]],
    *,
    link: str,
    editor: User,
    department: str,
    at: datetime,
) -> Campaign:
    campaign = actions.start_campaign(
        name=name,
        about=about,
        department=department,
        kill_date=queries.today(at=at) + 180 * _DAY,
        link=link,
        by=editor,
        at=at,
    )
    for channel in queries.channels(known=at):
        if texts := _for(channel, words, at=at):
            actions.save_texts(campaign=campaign.pk, channel=channel.id, texts=texts, by=editor, at=at)
    return campaign


def _for(channel: Channel, words: dict[str, dict[str, str]], *, at: datetime) -> dict[str, str]:
    """Return the words for a channel; a city without the number is given them without it."""
    texts = words.get(channel.kind, {})
    if channel.kind == "radio" and words is _RIGHTS:
        fitting = [one for one in _SCRIPTS if not spoken.count(one, seconds=channel.seconds).is_too_long]
        texts = {"script": fitting[-1]} if fitting else {}
    number = rights.variables(at=at).get(_NUMBER)
    return texts if number else {part: text.replace(f"{{{_NUMBER}}}", "the City") for part, text in texts.items()}


def _approve(campaign: Campaign, *, by: User, at: datetime) -> None:
    if queries.texts_of(campaign=campaign.pk):
        seen = queries.content_of(campaign).sha256
        actions.approve_campaign(campaign=campaign.pk, seen_sha256=seen, origin=_ORIGIN, by=by, at=at)


def _translate(campaign: Campaign, *, by: User, at: datetime) -> None:
    """Have the Spanish words written. Nobody reviews them, for nobody real has."""
    if "es" not in {one.code for one in queries.languages(known=at)}:
        return
    for channel in queries.used(campaign=campaign.pk, known=at):
        source = queries.texts_of(campaign=campaign.pk)[channel.id]
        for part, text in _DERECHOS.get(channel.kind, {}).items():
            if _RIGHTS[channel.kind][part] == source.get(part):
                translations.write_translation(
                    key=f"outreach:{campaign.pk}:{channel.id}:{part}",
                    language="es",
                    text=text,
                    seen_source_sha256=sha256_hex(source[part].encode()),
                    by=by,
                    at=at,
                )
