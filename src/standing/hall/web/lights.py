"""The seven lights: their words, their order and what they mean."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """One status as people see it."""

    code: str
    word: str | Promise
    meaning: str | Promise

    @property
    def css(self) -> str:
        """Return the last part of the class name."""
        return self.code.replace(" ", "-")


LIGHTS: Mapping[str, Light] = {
    light.code: light
    for light in (
        Light(code="met", word=_("Met"), meaning=_("The proof asked for is on record and still counts.")),
        Light(code="due", word=_("Due"), meaning=_("It is owed, and there is time left.")),
        Light(
            code="at risk",
            word=_("At risk"),
            meaning=_("It is owed soon, or its proof is about to run out."),
        ),
        Light(code="late", word=_("Late"), meaning=_("The due day is over and the proof is not there.")),
        Light(
            code="unknown",
            word=_("Unknown"),
            meaning=_("A date or a fact that we need is not known. We do not guess."),
        ),
        Light(
            code="waived",
            word=_("Waived"),
            meaning=_("Somebody with the power to do so lifted this duty for a time."),
        ),
        Light(
            code="not applicable",
            word=_("Not applicable"),
            meaning=_("This duty does not bind this department."),
        ),
    )
}


def light(status: str) -> Light:
    """
    Return the light of a status, spelled with blanks, hyphens or underscores.

    :raises KeyError: if there is no such status, for a wrong light is worse than none
    """
    return LIGHTS[str(status).lower().replace("-", " ").replace("_", " ").strip()]
