"""A mailbox of files: what ``make run`` sends can be read, and nothing leaves the machine."""

import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from standing.hall import disk


class FileMailbox(BaseEmailBackend):
    """Writes one .eml file a message, named by its Message-ID, so that a second try writes over the first."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message whole, or not at all."""
        folder = Path(str(settings.STANDING["mail_dir"]))
        for message in email_messages:
            content = message.message()
            name = re.sub(r"[^a-z0-9]", "", str(content["Message-ID"]).partition("@")[0].lower())[:64]
            disk.write_whole(folder / f"{name}.eml", content.as_bytes(linesep="\r\n"))  # type: ignore[call-arg]
        return len(email_messages)
