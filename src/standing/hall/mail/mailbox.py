"""A mailbox of files: what ``make run`` sends can be read, and nothing leaves the machine."""

import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FileMailbox(BaseEmailBackend):
    """Writes one .eml file a message, named by its Message-ID, so that a second try writes over the first."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message whole, or not at all."""
        folder = Path(str(settings.STANDING["mail_dir"]))
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            content = message.message()
            name = re.sub(r"[^a-z0-9]", "", str(content["Message-ID"]).partition("@")[0].lower())[:64]
            fresh = folder / f".{name}.{secrets.token_hex(8)}"
            try:
                with fresh.open("xb") as file:
                    file.write(content.as_bytes(linesep="\r\n"))  # type: ignore[call-arg]  # Django's own signature
                    file.flush()
                    os.fsync(file.fileno())
                fresh.replace(folder / f"{name}.eml")
            finally:
                fresh.unlink(missing_ok=True)
        return len(email_messages)
