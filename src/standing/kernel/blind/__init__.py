"""
The cryptography of the cash-aid room: tags that no single party can compute, and tokens that nobody can link.

``oprf`` turns a person's string into a tag with a key that is split over two parties (RFC 9497). ``tokens`` signs
what the signer does not see (RFC 9474). ``ristretto`` and ``rsa`` are the only two that touch libraries in C.
No framework, no network, no database, no clock.
"""
