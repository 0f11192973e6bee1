"""
Files that only the holder of a key opens, however long they are.

A key drawn by chance is closed to somebody's public key (libsodium's sealed box); under it the content goes in pieces
(secretstream, XChaCha20-Poly1305). A piece that is changed, missing, or in another place does not open, and the last
one says that it is the last. Whoever writes cannot read what was written.
"""

from __future__ import annotations

import io
from typing import IO

from nacl import bindings, utils
from nacl.exceptions import CryptoError

from standing.hall.sealed.people import BoxDamaged, Pair, close, open_closed

_HEAD = b"standing sealed stream 1\n"
_PIECE = 64 * 1024
_KEY = bindings.crypto_secretstream_xchacha20poly1305_KEYBYTES
_START = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_MORE = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_LAST = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_GOES_ON = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_BOX = _KEY + 48
_DAMAGED = "This does not open: it was changed or cut short, or it was sealed to another key."


class SealedWriter(io.RawIOBase):
    """Seals what is written and hands it on; whole only after ``close``, which leaves the other file open."""

    def __init__(self, file: IO[bytes], *, to: bytes) -> None:
        """Begin. :raises ValueError: if ``to`` is no public key"""
        super().__init__()
        self._file = file
        self._rest = bytearray()
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        key = utils.random(_KEY)
        start = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, key)
        file.write(_HEAD + close(content=key, to=to) + start)

    def writable(self) -> bool:
        """Test whether it can be written to."""
        return True

    def write(self, data: object) -> int:
        """Take in some bytes."""
        given = bytes(data)  # type: ignore[call-overload] # whatever tarfile hands over
        self._rest += given
        while len(self._rest) > _PIECE:
            self._push(bytes(self._rest[:_PIECE]), _GOES_ON)
            del self._rest[:_PIECE]
        return len(given)

    def close(self) -> None:
        """Seal the last piece."""
        if not self.closed:
            self._push(bytes(self._rest), _LAST)
            self._rest.clear()
        super().close()

    def _push(self, piece: bytes, tag: int) -> None:
        self._file.write(bindings.crypto_secretstream_xchacha20poly1305_push(self._state, piece, tag=tag))


class SealedReader(io.RawIOBase):
    """Opens a sealed file piece by piece; nothing is handed out that was changed."""

    def __init__(self, file: IO[bytes], *, pair: Pair) -> None:
        """Begin. :raises BoxDamaged: if it is no sealed file, or was sealed to another key"""
        super().__init__()
        self._file = file
        self._rest = b""
        self._is_over = False
        if file.read(len(_HEAD)) != _HEAD:
            raise BoxDamaged("This is no sealed file.")
        key = open_closed(box=file.read(_BOX), pair=pair, is_padded=False)
        start = file.read(_START)
        if len(start) != _START:
            raise BoxDamaged(_DAMAGED)
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(self._state, start, key)

    def readable(self) -> bool:
        """Test whether it can be read."""
        return True

    def readinto(self, into: object) -> int:
        """Fill a buffer; 0 at the end. :raises BoxDamaged: if a piece does not open, or the end is missing"""
        room = memoryview(into)  # type: ignore[arg-type] # io calls it with a buffer
        while not self._rest and not self._is_over:
            self._pull()
        part, self._rest = self._rest[: len(room)], self._rest[len(room) :]
        room[: len(part)] = part
        return len(part)

    def _pull(self) -> None:
        piece = self._file.read(_PIECE + _MORE)
        try:
            self._rest, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(self._state, piece)
        except (CryptoError, ValueError):
            raise BoxDamaged(_DAMAGED) from None
        self._is_over = tag == _LAST
        if self._is_over and self._file.read(1):
            raise BoxDamaged(_DAMAGED)
