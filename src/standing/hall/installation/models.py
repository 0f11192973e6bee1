"""One row that says whether the database was created as a sample. It can never be changed."""

import pgtrigger
from django.db import models


class Installation(models.Model):
    """The single row of this database; the trigger refuses a second thought."""

    id = models.SmallIntegerField(primary_key=True, default=1, help_text="nobody · there is one row · for ever")
    is_sample = models.BooleanField(help_text="nobody · whether the records are invented · for ever")
    created_at = models.DateTimeField(help_text="nobody · when the database was set up · for ever")

    class Meta:
        constraints = (models.CheckConstraint(name="installation_is_one_row", condition=models.Q(id=1)),)
        triggers = (
            pgtrigger.Protect(name="installation_stays", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="installation_not_emptied",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'The installation stays what it was created as.';",
            ),
        )

    def __str__(self) -> str:
        return "sample" if self.is_sample else "city"
