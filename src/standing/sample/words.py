"""
Spanish for texts that the sample makes up, such as events.

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
