"""What is refused here, and why."""


class BlindRefused(ValueError):
    """
    An element, scalar, proof, key or signature is not what it has to be.

    Bytes of the wrong length, an encoding that is not the canonical one, the identity, a proof of something else and
    a signature that does not hold are all refused alike: who sent them learns no more than that. The sentence holds
    none of the bytes.
    """


class NoLibrary(RuntimeError):
    """A library in C that this stands on is not on this machine; the sentence says what to install."""


def sized(data: object, size: int, what: str) -> bytes:
    """Return the bytes if there are just so many. :raises BlindRefused: if not; a C function would read past them"""
    if not isinstance(data, bytes) or len(data) != size:
        raise BlindRefused(f"{what} has {size} bytes.")
    return data
