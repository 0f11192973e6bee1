"""The invented campaigns obey every rule, and nothing of them went out."""

from random import Random

from standing.hall.installation import api as installation
from standing.rooms.outreach import queries
from standing.rooms.outreach.models import Sending
from standing.sample import outreach as sample
from tests.make import outreach as make
from tests.make.outreach import Desk


def written(people):
    until = make.law.local("2026-02-01 12:00")
    installation.create(is_sample=True, at=make.law.SIGNED)
    installation.forget()
    return until, sample.write(
        editor=people.editor,
        coordinator=people.coordinator,
        attorney=people.attorney,
        translator=people.translator,
        department="fire",
        first=make.law.SIGNED,
        until=until,
        random=Random("outreach"),
    )


def test_one_waits_for_its_languages_one_is_written_one_was_taken_back(people: Desk):
    until, number = written(people)

    assert number == 3
    assert {one.id: one.step.value for one in queries.campaigns(at=until)} == {
        "know-your-rights": "approved",
        "help-for-families": "draft",
        "hours-of-the-help-line": "withdrawn",
    }
    assert not Sending.objects.exists()
    assert queries.withdrawn() == ()
    assert queries.outlets()


def test_every_channel_has_words_that_fit_and_spanish_is_there_unreviewed(people: Desk):
    until, _ = written(people)
    campaign = queries.campaign(id="know-your-rights")

    assert queries.used(campaign=campaign.pk, known=until) == queries.channels(known=until)
    states = {
        channel.id: {
            one.language: one.state for one in queries.readiness(campaign=campaign, channel=channel, known=until)
        }
        for channel in queries.channels(known=until)
    }
    assert {channel: one["es"] for channel, one in states.items()} == {
        "press": "translated",
        "radio-15": "missing",
        "radio-30": "missing",
        "radio-60": "missing",
        "sms": "translated",
        "poster": "translated",
        "card": "translated",
    }
    assert {one["fa"] for one in states.values()} == {"missing"}
    scripts = {
        channel.id: queries.texts_of(campaign=campaign.pk)[channel.id]["script"]
        for channel in queries.channels(known=until)
        if channel.kind == "radio"
    }
    assert len(set(scripts.values())) == 3  # each length has its own words
