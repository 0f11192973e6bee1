"""
Spanish for texts that the sample makes up: events, and services that have none yet.

Their names are not known before they are written, so no pack can bring these words. Nobody has reviewed them.
"""

from datetime import datetime

from standing.hall.accounts.api import User
from standing.hall.translations import api as translations
from standing.hall.translations.models import Segment, Source, Translation

SPANISH = {
    "Saturday legal clinic, east side": "Clínica legal de los sábados, lado este",
    "Legal clinic at the harbor": "Clínica legal en el puerto",
    "Evening legal clinic": "Clínica legal por la noche",
    "Morning legal clinic": "Clínica legal por la mañana",
    "Legal clinic in Korean": "Clínica legal en coreano",
    "Legal clinic in Armenian": "Clínica legal en armenio",
    "Legal clinic in Mandarin and Cantonese": "Clínica legal en mandarín y cantonés",
    "Legal clinic at the fair": "Clínica legal en la feria",
    "Know your rights, online": "Conozca sus derechos, en línea",
    "Know your rights at the central library": "Conozca sus derechos en la biblioteca central",
    "Know your rights for students": "Conozca sus derechos, para estudiantes",
    "Know your rights in Vietnamese": "Conozca sus derechos, en vietnamita",
    "Know your rights in Persian": "Conozca sus derechos, en persa",
    "Know your rights for day workers": "Conozca sus derechos, para jornaleros",
    "Know your rights in Tagalog": "Conozca sus derechos, en tagalo",
    "Know your rights, first evening": "Conozca sus derechos, primera noche",
    "Make your family plan": "Haga su plan familiar",
    "Family plan for parents at school": "Plan familiar para padres en la escuela",
    "Who picks up the children? A talk for families": "¿Quién recoge a los niños? Una charla para familias",
    "Small shops: what the I-9 notice means": "Negocios pequeños: qué significa el aviso I-9",
    "Your pay and your rights at work": "Su pago y sus derechos en el trabajo",
    "Quiet hour: somebody to talk to": "Hora tranquila: alguien con quien hablar",
    "Help for children who are afraid": "Ayuda para niños que tienen miedo",
    "Community meeting, north valley": "Reunión de la comunidad, norte del valle",
    "Community meeting, harbor": "Reunión de la comunidad, puerto",
    "Breakfast with City offices": "Desayuno con oficinas de la Ciudad",
    "Talk with a lawyer for free. Bring your letters and papers if you have them.": (
        "Hable gratis con un abogado. Traiga sus cartas y papeles, si los tiene."
    ),
    "Nobody asks you to show who you are at the door.": "Nadie le pide en la puerta que muestre quién es.",
    "Learn what to do at home, at work and in the street. Ask your questions.": (
        "Aprenda qué hacer en la casa, en el trabajo y en la calle. Haga sus preguntas."
    ),
    "You get a small red card to take home.": "Le damos una tarjeta roja para llevar a casa.",
    "Make a plan for your family, step by step. Somebody helps you to fill it in.": (
        "Haga un plan para su familia, paso a paso. Alguien le ayuda a llenarlo."
    ),
    "You keep your plan. We keep no copy.": "Usted se queda con su plan. Nosotros no guardamos una copia.",
    "For workers and for owners of small shops. What the law says, in plain words.": (
        "Para trabajadores y para dueños de negocios pequeños. Lo que dice la ley, en palabras sencillas."
    ),
    "Talk with somebody who listens. It is quiet, and you do not have to give your name.": (
        "Hable con alguien que escucha. Es un lugar tranquilo y no tiene que dar su nombre."
    ),
    "City offices say what is new and answer questions. Everybody is welcome.": (
        "Oficinas de la Ciudad cuentan lo nuevo y contestan preguntas. Todos son bienvenidos."
    ),
    "Everybody who lives or works in the city. Nobody asks about status.": (
        "Todas las personas que viven o trabajan en la ciudad. Nadie pregunta por el estatus."
    ),
    "evenings only": "solo por la noche",
    "call ahead": "llame antes",
    "Asylum and visa help": "Ayuda con asilo y visas",
    "Accredited helpers fill in forms with you. They say before you begin what it costs.": (
        "Personas acreditadas llenan los formularios con usted. Le dicen el costo antes de empezar."
    ),
    "From 0 to 150 dollars, by income. Ask about a lower price.": (
        "De 0 a 150 dólares, según lo que gane. Pregunte por un precio más bajo."
    ),
    "Lawyers for children": "Abogados para niños",
    "For children and young people who have to go to court.": "Para niños y jóvenes que tienen que ir a la corte.",
    "Young people up to 21.": "Jóvenes de hasta 21 años.",
    "Legal clinic in the valley": "Clínica legal en el valle",
    "A desk in a community room, with volunteers from law schools.": (
        "Una mesa en un salón de la comunidad, con voluntarios de escuelas de derecho."
    ),
    "First talks with a lawyer near the harbor.": "Primeras consultas con un abogado cerca del puerto.",
    "Help with gas and light bills": "Ayuda con los recibos de gas y luz",
    "Pays part of a bill, once a year.": "Paga una parte de un recibo, una vez al año.",
    "Child care for a hard week": "Cuidado de niños para una semana difícil",
    "A place for children while parents go to court or to a clinic.": (
        "Un lugar para los niños mientras los padres van a la corte o a una clínica."
    ),
    "Children from 2 to 12.": "Niños de 2 a 12 años.",
    "Warm supper": "Cena caliente",
    "Supper every evening, for whoever comes.": "Cena todas las noches, para quien venga.",
    "Pantry on the hill": "Despensa de la loma",
    "A small pantry in a hall. First Tuesday of the month.": "Una despensa pequeña en un salón. El primer martes del mes.",
    "Pantry of the temple": "Despensa del templo",
    "Rice, oil and vegetables. Tea while you wait.": "Arroz, aceite y verduras. Hay té mientras espera.",
    "You pay what you can.": "Usted paga lo que puede.",
    "Dentist on wheels": "Dentista sobre ruedas",
    "A bus with two chairs. It stops at another place each week.": (
        "Un autobús con dos sillas. Cada semana se para en otro lugar."
    ),
    "Clinic for mothers": "Clínica para madres",
    "Care before and after a birth.": "Atención antes y después del parto.",
    "Late clinic": "Clínica de noche",
    "For coughs, cuts and questions, late at the weekend.": (
        "Para tos, cortadas y preguntas, por la noche el fin de semana."
    ),
    "Circle for parents": "Grupo para padres",
    "A group for parents who are worried. Tea and a room for children.": (
        "Un grupo para padres con preocupaciones. Hay té y un cuarto para los niños."
    ),
    "Line for hard nights": "Línea para noches difíciles",
    "Call when you cannot sleep. Nobody asks who you are.": "Llame cuando no pueda dormir. Nadie le pregunta quién es.",
    "Day workers corner": "Esquina de jornaleros",
    "A safe corner to wait for work, with water and a roof.": (
        "Un lugar seguro para esperar trabajo, con agua y techo."
    ),
    "Training for cleaners and cooks": "Cursos de limpieza y cocina",
    "Short courses with a paper at the end.": "Cursos cortos con un certificado al final.",
    "Eviction questions": "Preguntas sobre desalojo",
    "A tenant lawyer reads your notice with you.": "Un abogado de inquilinos lee el aviso con usted.",
    "Beds for families": "Camas para familias",
    "Rooms for parents with children, for up to 30 nights.": "Cuartos para padres con niños, hasta por 30 noches.",
    "Court company": "Compañía a la corte",
    "Somebody goes with you to court and back.": "Alguien va con usted a la corte y de regreso.",
    "Computers for everybody": "Computadoras para todos",
    "Learn to write an e-mail and fill in forms online.": (
        "Aprenda a escribir un correo electrónico y a llenar formularios en línea."
    ),
    "Rides to the clinic": "Transporte a la clínica",
    "Volunteers drive you to a clinic, a court or a school.": (
        "Voluntarios le llevan en carro a una clínica, una corte o una escuela."
    ),
    "Help for small shops": "Ayuda para negocios pequeños",
    "Permits, leases, and what to do when officers come into your shop.": (
        "Permisos, contratos de renta y qué hacer cuando llegan agentes a su negocio."
    ),
    "Small loans for vendors": "Préstamos pequeños para vendedores",
    "Loans from 200 dollars for people who sell on the street.": (
        "Préstamos desde 200 dólares para quienes venden en la calle."
    ),
    "Youth soccer and homework": "Futbol y tareas para jóvenes",
    "Homework first, soccer after.": "Primero la tarea, después el futbol.",
    "Young people from 8 to 17.": "Jóvenes de 8 a 17 años.",
    "Red cards and rights booklets": "Tarjetas rojas y folletos de derechos",
    "Take red cards and booklets at every branch, in many languages.": (
        "Llévese tarjetas rojas y folletos en cada sede, en muchos idiomas."
    ),
    "Summer lunch in the parks": "Almuerzo de verano en los parques",
    "Lunch for children, at no cost, also when school is out.": (
        "Almuerzo gratis para niños, también cuando no hay escuela."
    ),
    "Children up to 18.": "Niños y jóvenes de hasta 18 años.",
    "After school in the parks": "Después de la escuela en los parques",
    "Sport, art and homework after school.": "Deporte, arte y tareas después de la escuela.",
    "5 dollars a week. It is free if you ask.": "5 dólares por semana. Es gratis si lo pide.",
    "Rent questions": "Preguntas sobre la renta",
    "Ask about rent rules and eviction.": "Pregunte por las reglas de renta y el desalojo.",
    "Help after an injury at work": "Ayuda después de una herida en el trabajo",
    "For people with a disability: rides, tools, and somebody who knows the way.": (
        "Para personas con discapacidad: transporte, aparatos y alguien que conoce el camino."
    ),
    "This month the bags are given out in the yard behind the hall.": (
        "Este mes las bolsas se dan en el patio detrás del salón."
    ),
}
"""English of the sample, and how it is said in Spanish."""


def write(*, translator: User, at: datetime) -> int:
    """Have the Spanish words written wherever a text of the sample has none; return how many were."""
    if "es" not in {one.code for one in translations.languages(at=at)}:
        return 0
    written = Translation.objects.filter(language="es").values("segment_id")
    waiting = Segment.objects.filter(retired_at__isnull=True).exclude(key__in=written).values_list("key", "number")
    numbers = dict(waiting)
    count = 0
    for source in Source.objects.filter(text__in=list(SPANISH), segment_id__in=list(numbers)).order_by("pk"):
        if source.number == numbers[source.segment_id]:
            translations.write_translation(
                key=source.segment_id,
                language="es",
                text=SPANISH[source.text],
                seen_source_sha256=source.sha256,
                by=translator,
                at=at,
            )
            count += 1
    return count
