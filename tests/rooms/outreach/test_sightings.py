"""News of where officers are is refused; what people can do is not."""

import pytest

from standing.rooms.outreach.rules.sightings import screen, sentence

NEWS = [
    "ICE is at 6th and Alvarado.",
    "ICE is at the corner of Main Street right now",
    "Agents seen near the market.",
    "agents seen",
    "Immigration agents were spotted on Pico Boulevard this morning",
    "Checkpoint at Vermont Avenue",
    "There is a checkpoint on the 101.",
    "A raid is under way.",
    "Raid on 5th Street tonight",
    "Neighbors saw ICE agents outside the church.",
    "Avoid MacArthur Park: ICE is active.",
    "Stay away from the swap meet, there are agents.",
    "La migra está en la calle Olvera.",
    "Hay redada en el centro.",
    "Vieron a la migra cerca de la escuela.",
    "Eviten la zona, hay un operativo.",
    "If you drive, ICE is at Pico and Alvarado.",
    "At 6:30 a.m. federal agents came to Fifth Street Market.",
    "Border Patrol, 9 pm, parking lot of the Plaza.",
    "Unmarked vans near the school",
    "License plate: 7ABC123",
]
KIND = [
    "If ICE comes to your door, you can keep it closed.",
    "What to do if agents come to your work.",
    "If ICE is at your door, ask for a warrant signed by a judge.",
    "Si ICE está en su puerta, no tiene que abrir.",
    "Si hay una redada en su trabajo, mantenga la calma.",
    "When immigration agents come to a City office, a worker calls the liaison.",
    "You have rights. Call 311 for help in your language, 7 a.m. to 10 p.m.",
    "Free legal clinic: Saturday, 10 a.m., at Pico Library.",
    "Learn what to do if ICE comes to your home. Saturday, 6 p.m., Pico Library.",
    "City workers do not ask about your status.",
    "A judge signs a judicial warrant. ICE signs its own papers.",
    "Free ice cream at the park at 3 p.m.",
    "Practice a plan before agents come.",
    "The office is at 200 North Spring Street.",
    "",
]


@pytest.mark.parametrize("text", NEWS)
def test_news_is_refused_with_a_kind_reason(text):
    found = screen(text)

    assert found
    assert "what people can do" in sentence(found)
    assert found[0].words in " ".join(text.split())


@pytest.mark.parametrize("text", KIND)
def test_help_passes(text):
    assert screen(text) == ()
    assert sentence(screen(text)) == ""
