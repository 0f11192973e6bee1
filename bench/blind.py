"""What tags and tokens cost, each against the one bare operation of the library in C that it cannot do without."""

import ctypes
from collections.abc import Callable, Iterator
from time import perf_counter

from standing.kernel.blind import oprf, ristretto, rsa, tokens

SIZES = {"short": (1, 10), "full": (1, 10, 100, 1_000)}
SECONDS = {"short": 0.06, "full": 0.5}
ROUNDS = 5


def measure(*, tier: str) -> Iterator[dict[str, object]]:
    """Yield the rate of each operation and how many bare operations fit into its time."""
    yield from _tags(sizes=SIZES[tier], seconds=SECONDS[tier])
    yield from _tokens(seconds=SECONDS[tier])


def _tags(*, sizes: tuple[int, ...], seconds: float) -> Iterator[dict[str, object]]:
    share = oprf.new_share()
    public = oprf.public_of(share)
    blinding = oprf.blind(b"message")
    result, scalar, element = (ctypes.c_char * ristretto.SIZE)(), share.view, blinding.element
    multiply = ristretto.sodium().crypto_scalarmult_ristretto255

    def bare() -> None:
        multiply(result, scalar, element)

    def row(name: str, work: Callable[[], object], *, n: int = 1) -> dict[str, object]:
        return _row(name, work, bare, n=n, seconds=seconds, to="one bare scalar multiplication")

    yield row("blind.evaluate_unproven", lambda: oprf.evaluate_unproven(share, element))
    for n in sizes:
        sent = [oprf.blind(b"%d" % number).element for number in range(n)]
        answer = oprf.evaluate(share, sent)
        yield row("blind.evaluate", lambda sent=sent: oprf.evaluate(share, sent), n=n)
        yield row(
            "blind.check",
            lambda sent=sent, answer=answer: oprf.check(public=public, blinded=sent, evaluation=answer),
            n=n,
        )
    evaluated = oprf.evaluate_unproven(share, element)
    yield row("blind.blind", lambda: oprf.blind(b"message"))
    yield row("blind.finalize", lambda: oprf.finalize(blinding, evaluated))


def _tokens(*, seconds: float) -> Iterator[dict[str, object]]:
    key = tokens.new_key()
    blinding = tokens.blind(key.public, tokens.new_nonce())
    block, size, der = blinding.blinded, key.public.size, key.der()
    library = rsa.crypto()
    handle = library.d2i_AutoPrivateKey(None, ctypes.byref(ctypes.c_char_p(der)), len(der))
    context = library.EVP_PKEY_CTX_new(handle, None)
    assert library.EVP_PKEY_decrypt_init(context) == 1
    assert library.EVP_PKEY_CTX_set_rsa_padding(context, 3) == 1
    result, length = (ctypes.c_char * size)(), ctypes.c_size_t(size)

    def bare() -> None:
        library.EVP_PKEY_decrypt(context, result, ctypes.byref(length), block, size)

    def row(name: str, work: Callable[[], object]) -> dict[str, object]:
        return _row(name, work, bare, n=1, seconds=seconds, to="one bare private operation, RSA-2048")

    signed = tokens.sign_blinded(key, block)
    token = tokens.Token(nonce=blinding.message, signature=tokens.unblind(key.public, blinding, signed))
    yield row("blind.sign", lambda: tokens.sign_blinded(key, block))
    yield row("blind.verify", lambda: tokens.verify_token(key.public, token))
    library.EVP_PKEY_CTX_free(context)
    library.EVP_PKEY_free(handle)


def _row(
    name: str, work: Callable[[], object], bare: Callable[[], object], *, n: int, seconds: float, to: str
) -> dict[str, object]:
    """Measure the two by turns, so that a busy machine slows both, and take the best of each."""
    took, alone = [], []
    for _ in range(ROUNDS):
        took.append(_each(work, seconds=seconds))
        alone.append(_each(bare, seconds=seconds))
    each = min(took) / n
    return {"name": name, "n": n, "per_second": round(1 / each), "ratio": round(each / min(alone), 2), "to": to}


def _each(work: Callable[[], object], *, seconds: float) -> float:
    times, begun = 0, perf_counter()
    while perf_counter() - begun < seconds or not times:
        work()
        times += 1
    return (perf_counter() - begun) / times
