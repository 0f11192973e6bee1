"""The screen on free text, measured on labelled sentences written for this purpose."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standing.kernel import privacy
from standing.kernel.privacy import Finding, Kind

TELLING = {
    Kind.A_NUMBER: (
        "The paper names A123456789 and a court.",
        "His number is A 123 456 789.",
        "Copy of A-12345678 in the envelope.",
        "A# 123-456-789 was read aloud.",
        "alien registration number 123456789",
        "Alien number: 12345678, per the caller",
        "Dio su número de extranjero 123456789.",
        "the file says a123456789",
        "his A-number is 098 765 432",
    ),
    Kind.SSN: (
        "She gave 123-45-6789 at the counter.",
        "SSN 123456789",
        "social security number is 123 45 6789",
        "Su seguro social es 123-45-6789",
        "ITIN 912-70-1234 on the form",
        "123.45.6789",
        "SSN: 078-05-1120",
    ),
    Kind.STATUS: (
        "she is undocumented",
        "The caller said that he is here illegally.",
        "They are undocumented and afraid.",
        "Her brother is a DACA recipient.",
        "The janitor is not a citizen.",
        "The visitor isn't a US citizen.",
        "He's an illegal immigrant.",
        "He doesn't have papers.",
        "Our client has no papers.",
        "Her visa expired in May.",
        "She overstayed her visa.",
        "The driver has a green card.",
        "Immigration status: LPR",
        "his immigration status is pending",
        "Maria is a permanent resident.",
        "An undocumented worker was at the gate.",
        "The man crossed the border illegally.",
        "I am a refugee.",
        "We are asylum seekers.",
        "The tenant was out of status.",
        "She appears to be undocumented.",
        "My mother may be deportable.",
        "The family has TPS.",
        "Ms. Lopez is undocumented",
        "The resident told us he's undocumented.",
        "One of our employees is unlawfully present.",
        "Carlos has DACA and works here.",
        "The couple lives here without papers.",
        "es indocumentado",
        "La señora está aquí ilegalmente.",
        "No tiene papeles.",
        "Él es residente permanente.",
        "Ella es ciudadana americana.",
        "Mi hermano es indocumentado y trabaja aquí.",
        "Son indocumentados.",
        "Tiene DACA.",
        "El trabajador no tiene documentos migratorios.",
        "Soy solicitante de asilo.",
        "Cruzó la frontera sin papeles.",
        "Su estatus migratorio es pendiente.",
        "Estatus migratorio: residente",
        "Se le venció la visa.",
        # Plain to a person and not to the screen: kept here so that the recall is honest.
        "He never fixed his papers.",
        "La migra lo busca porque no arregló.",
        "She came on a coyote's truck years ago.",
        "The cook is undocumented according to her boss.",
        "our gardener has no legal status",
        "They don’t have documents.",
        "She's a DACA kid.",
        "Mi vecina no tiene papeles.",
        "Son personas indocumentadas.",
        "Estaba sin papeles cuando lo pararon.",
        "She entered without inspection.",
        "He is waiting for his asylum hearing.",
        "Jose Ramirez is undocumented",
        "The student overstayed a visa.",
        "my wife is not a citizen",
        "The worker's immigration status was unlawful.",
        "Trabaja aquí sin papeles.",
        "Tiene la visa vencida.",
    ),
    Kind.NATIONALITY: (
        "She is from Guatemala.",
        "He's Mexican.",
        "A Honduran national was questioned.",
        "They are originally from El Salvador.",
        "The vendor is a citizen of Mexico.",
        "Nationality: Guatemalan",
        "The family fled from Venezuela.",
        "My neighbor is Armenian.",
        "A Salvadoran man asked for help.",
        "He came here from Honduras in 2015.",
        "Es guatemalteca.",
        "El señor es de México.",
        "Vino de Honduras hace un año.",
        "Una mujer mexicana pidió ayuda.",
        "Nacionalidad: hondureña",
        "Son de El Salvador.",
        "She speaks with a Guatemalan passport in hand.",
        "He said he's from Honduras.",
        "A Guatemalan woman and her son came to the desk.",
        "the two men are Venezuelan nationals",
        "Her country of origin is Peru.",
        "Es de Honduras y no habla inglés.",
        "Ella vino de Guatemala en 2010.",
        "La muchacha es salvadoreña.",
        "he is an immigrant from Mexico",
    ),
    Kind.BIRTHPLACE: (
        "He was born in Guatemala.",
        "born in Tegucigalpa",
        "Place of birth: Oaxaca",
        "The worker is foreign-born.",
        "She was born abroad.",
        "Her son was born outside the United States.",
        "Nació en Guatemala.",
        "Mis padres nacieron en el extranjero.",
        "Lugar de nacimiento: Puebla",
        "nacida en Puebla",
        "I was born in Oaxaca and live here since 1999.",
        "El hombre nació en Michoacán.",
        "country of birth: El Salvador",
    ),
}
PLAIN = (
    "Immigration status is not asked and not recorded.",
    "Nobody at the counter asks about immigration status.",
    "Never ask whether a person is undocumented.",
    "Do not ask anybody if they are a citizen.",
    "Services are for all residents, regardless of whether they are citizens.",
    "Staff never assume that someone is a citizen or not.",
    "The Immigrant Affairs Liaison reports to the Mayor's Office.",
    "The Office of Immigrant Affairs is open from 8 to 5.",
    "Federal immigration enforcement activity was seen in the public lobby.",
    "Call 213-555-0142 and ask for the duty officer.",
    "Call (213) 555-0142 or 213 555 0199.",
    "Report 2025-07-11-0003 was filed at 10:45.",
    "Contract C-123456 with the cleaning company ends in May.",
    "Contract number 123456789 was checked.",
    "Building A 100, room 12, third floor.",
    "Form A-12 was handed in.",
    "Section A 1234 of the yard is fenced.",
    "The judge's name and the court are on the paper.",
    "The warrant was signed by a judge on 8 July 2025.",
    "The officer stated that the request was civil.",
    "Two officers in plain clothes waited outside the garage.",
    "The liaison was told at once and the City Attorney was called.",
    "Workers decline consent, refer the request and record what happened.",
    "Our department serves people in Spanish, Korean, Armenian and Chinese.",
    "The notice is in English and Spanish.",
    "Her first language is Spanish.",
    "The interpreter is fluent in Armenian.",
    "The Mexican Consulate was told about the event.",
    "A Korean restaurant across the street is closed.",
    "The community meeting is held at the Guatemalan church.",
    "The report came from the Harbor department.",
    "The plan came from the General Manager.",
    "The van came from the yard in Van Nuys.",
    "The policy was born in 1979.",
    "Vital records hold the place of birth only when the law requires it.",
    "Do not write down the country of birth.",
    "Papers are kept in a locked cabinet.",
    "The trucks have no documents in the glove box.",
    "The visitor has papers to hand in at the counter.",
    "The clerk is a member of the union.",
    "The foreman is here on Mondays.",
    "She is the backup liaison since August.",
    "They are trained twice a year.",
    "The training covers the California Values Act.",
    "The City is a party to the case.",
    "Special Order 40 is quoted in the protocol.",
    "Illegal dumping was reported at the gate.",
    "The car was parked illegally.",
    "He parked illegally in front of the library.",
    "The status of the plan is pending.",
    "Status: filed",
    "The status is not known.",
    "The permit has expired and must be renewed.",
    "The order is without a date.",
    "Visa and other cards are taken at the counter.",
    "Refugee and asylum cases are referred to legal help groups.",
    "The guide says what a green card is.",
    "Citizens and visitors use the same door.",
    "People who are citizens and people who are not get the same service.",
    "The Citizen Advisory Board meets on Tuesday.",
    "No se pregunta por el estatus migratorio.",
    "Nadie pregunta si es ciudadano.",
    "Sin importar si tiene papeles, la puerta está abierta.",
    "El plan es de la oficina del alcalde.",
    "La oficina está en el centro.",
    "Los documentos están en español y en coreano.",
    "El informe vino de la biblioteca.",
    "La reunión es el martes a las 10.",
    "El personal no debe preguntar el lugar de nacimiento.",
    "La orden está firmada por un juez.",
    "The agents asked for the list of employees and were referred to the City Attorney.",
    "The request names 3 persons; the names are not written here.",
    "Invoice 12-34-5678 is paid.",
    "Serial 555-01-999 on the radio.",
    "Case 2:25-cv-05605 is before the court.",
    "Version A1234567890 of the drawing.",
    "Georgia Street yard is closed on holidays.",
    "The employee is at the Cuba Street site.",
    "Ms. Reyes is a supervisor in Sanitation.",
    "Council District 9 is covered.",
    "The person at the gate asked for the register.",
    "Officers from Homeland Security showed a card.",
    "She is from the Harbor Department.",
    "He is from Sanitation.",
    "The document was without a signature.",
    "The team is here without a supervisor.",
    "The men wore vests that said POLICE.",
    "Report number 2026-118-4471 is closed.",
    "He came from the east entrance.",
    "The officer has no warrant signed by a judge.",
    "The officers have papers from an agency, not from a court.",
    "They have an administrative form I-200.",
    "An administrative warrant for removal is not signed by a judge.",
    "We were told that a removal order was read out.",
    "The visitor has a question about the library card.",
    "Los agentes no tienen una orden de un juez.",
    "La persona es del departamento de parques.",
    "El guardia estaba en la puerta.",
    "La trabajadora es nueva.",
    "No se pide prueba de ciudadanía.",
    "Staff serve everybody, citizen or not.",
    "The backup is on leave.",
    "Juneteenth is a holiday.",
    "Ms. Chen is a general manager.",
    "The site is at 1200 Cuba Street.",
    "The agent is an employee of a federal agency.",
    "They are legally allowed to enter the lobby.",
    "The car is registered to the agency.",
    "The City is home to residents born in many places.",
    "They were born here.",
    "Un oficial mostró una tarjeta.",
    "El plan está en inglés y es público.",
    "This sign is illegal and was taken down.",
    "The system is undocumented code, ask the vendor.",
    "The old process is undocumented.",
)

# What the lists above measure today. Better is welcome: raise the numbers with the words.
# The words were fitted to these sentences. On 28 telling and 32 plain sentences written afterwards they first
# found 22 and raised no alarm; those sentences have joined the lists. So expect four in five of new ones.
FOUND, OF = 110, 114
FALSE_ALARMS = 0


def test_recall_on_sentences_that_tell_something() -> None:
    missed = [
        text
        for kind, texts in TELLING.items()
        for text in texts
        if kind not in {finding.kind for finding in privacy.screen(text)}
    ]
    total = sum(map(len, TELLING.values()))

    assert (total - len(missed), total) == (FOUND, OF), missed


def test_false_alarms_on_sentences_that_tell_nothing() -> None:
    alarms = [text for text in PLAIN if privacy.screen(text)]

    assert len(alarms) == FALSE_ALARMS, [(text, privacy.screen(text)) for text in alarms]


def test_a_finding_marks_the_place() -> None:
    text = "Seen at the gate. The man is undocumented, staff say."

    assert privacy.screen(text) == (Finding(kind=Kind.STATUS, start=18, end=41),)
    assert text[18:41] == "The man is undocumented"


def test_the_identifier_of_a_record_is_no_number_of_a_person() -> None:
    identifier = "5ef32e0a-a883-4672-8220-17486b28eb91"
    assert not privacy.screen(f"See {identifier}.")
    assert not privacy.screen(f"See {identifier.upper()}.")
    (found,) = privacy.screen(f"See {identifier}, and a883-4672-82.")
    assert found.start == len(f"See {identifier}, and ")


@given(st.uuids())
def test_no_identifier_is_taken_for_a_number(identifier: UUID) -> None:
    assert not privacy.screen(str(identifier))


def test_a_long_number_is_no_a_number() -> None:
    assert privacy.screen("A1234567890") == ()
    assert privacy.screen("A1234567") == ()
    assert [found.kind for found in privacy.screen("A12345678")] == [Kind.A_NUMBER]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The gate was open.", ""),
        (
            "She is undocumented.",
            (
                "This text seems to tell a person's immigration status. "
                "The City does not keep that about anybody. Take it out, then save again."
            ),
        ),
        (
            "Born in Guatemala, SSN 123-45-6789.",
            (
                "This text seems to tell a person's Social Security number and where a person was born. "
                "The City does not keep that about anybody. Take it out, then save again."
            ),
        ),
    ],
)
def test_the_writer_is_told_what_to_take_out(text: str, said: str) -> None:
    assert privacy.sentence(privacy.screen(text)) == said


@given(st.text())
def test_findings_are_in_order_and_inside_the_text(text: str) -> None:
    end = 0
    for finding in privacy.screen(text):
        assert end <= finding.start < finding.end <= len(text)
        end = finding.end
