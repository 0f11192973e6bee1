#!/usr/bin/env python3
"""Check an export of the log of Standing. Needs Python 3.11 and nothing else, and believes only the key you give it.
Ends with 0 if the log holds, 1 if something was changed, 2 if it could not be checked."""

# ruff: noqa: B905, E401, E701, I001, PLW2901, RUF007  (one file of at most 150 lines, so that an auditor can read all of it)
# fmt: off
import argparse, base64, functools, hashlib, json, pathlib, re, sys, zipfile, zlib
# Ed25519 as RFC 8032 defines it. A point is (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    return (b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P
def point(data):
    y, sign = int.from_bytes(data, "little") & (1 << 255) - 1, data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign): raise ValueError("no point of the curve")
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P
@functools.lru_cache(8)
def table(start):  # the multiples 0..15 of 16**n times a point: a product is then 64 additions
    rows = []
    for _ in range(64):
        rows.append([(0, 1, 1, 0), start])
        while len(rows[-1]) < 16: rows[-1].append(add(rows[-1][-1], start))
        start = add(rows[-1][-1], start)
    return rows
def times(number, start): return functools.reduce(add, (row[number >> 4 * n & 15] for n, row in enumerate(table(start))))
BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
def signed(public, message, signature):  # a signature (R, S) holds if S times the base less h times the key is R
    number = int.from_bytes(signature[32:], "little")
    if len(public) != 32 or len(signature) != 64 or number >= L: return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    x, y, z, _ = add(times(number, BASE), times(L - h, point(public)))
    return (y * pow(z, P - 2, P) % P | (x * pow(z, P - 2, P) % P & 1) << 255).to_bytes(32, "little") == signature[:32]

# The tree of RFC 6962: 0 stands before a leaf, 1 before two nodes; the left part is the largest power of two.
def sha(data): return hashlib.sha256(data).digest()
def over(a, b): return sha(b"\1" + a + b)
def left(count): return 1 << (count - 1).bit_length() - 1
def root(leaves):
    return over(root(leaves[:left(len(leaves))]), root(leaves[left(len(leaves)):])) if len(leaves) > 1 else leaves[0]
def path_of(n, leaves):  # the hashes that join leaf n to the root
    if len(leaves) == 1: return []
    k = left(len(leaves))
    return [*path_of(n, leaves[:k]), root(leaves[k:])] if n < k else [*path_of(n - k, leaves[k:]), root(leaves[:k])]
def led_to(leaf, n, count, path):  # the root to which such a path leads
    if count == 1: return leaf
    k = left(count)
    return over(led_to(leaf, n, k, path[:-1]), path[-1]) if n < k else over(path[-1], led_to(leaf, n - k, count - k, path[:-1]))
def continued(old, new, path, known):  # the two roots to which a consistency path leads; `known` while the old root is not yet in it
    if old == new: return (known or path[0],) * 2
    k = left(new)
    a, b = continued(old, k, path[:-1], known) if old <= k else continued(old - k, new - k, path[:-1], None)
    return (a, over(b, path[-1])) if old <= k else (over(path[-1], a), over(path[-1], b))

# Keys and checkpoints (C2SP signed note). Each has one spelling.
def b64(text):
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text: raise ValueError("odd base64")
    return data
def parts(pattern, text):
    found = re.fullmatch(pattern, text)
    if not found: raise ValueError(f"not as it should be written: {text[:60]!r}")
    return found.groups()
def read_key(line):
    name, number, data = parts(r"([^+\s]+)\+([0-9a-f]{8})\+(\S{44})", line)
    if b64(data)[:1] != b"\1" or sha(name.encode() + b"\n" + b64(data))[:4].hex() != number: raise ValueError(f"no key: {line}")
    return name, bytes.fromhex(number), b64(data)[1:]
def read_note(text, keys):
    body, size, top, name, mark = parts(r"(\S+\n(0|[1-9][0-9]*)\n(\S{44})\n)\n— (\S+) (\S{92})\n", text)
    if not any((name, b64(mark)[:4]) == key[:2] and signed(key[2], body.encode(), b64(mark)[4:]) for key in keys):
        raise ValueError(f"the checkpoint for {size} records is not signed with the known key")
    return int(size), b64(top)

def id_of(line):
    try: return str(json.loads(line)["record"]["id"])
    except (ValueError, KeyError, TypeError, RecursionError): return "unreadable"
def check(folder, pinned=(), trusted=None, record=None):  # gives the exit code and what there is to say
    try:
        place = zipfile.Path(folder, "standing-log/") if pathlib.Path(folder).is_file() else pathlib.Path(folder)
        keytext, notetext, leaftext, recordtext, prooftext = ((place / name).read_bytes() for name in
            ("public-keys.txt", "checkpoints.txt", "leaves.txt", "records.jsonl", "proofs.txt"))
        kept, given = pathlib.Path(trusted).read_text("utf-8") if trusted else "", [read_key(key) for key in pinned]
    except (OSError, KeyError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error: return 2, [f"This could not be read: {error}"]
    try:
        brought = [read_key(line) for line in keytext.decode().removesuffix("\n").split("\n")]
        keys = given or brought
        notes = [read_note(text, keys) for text in re.split(r"(?<=\n)\n(?!—)", notetext.decode())]
    except ValueError as error: return 1, [f"The keys or checkpoints are not as they were signed: {error}.", "The log does NOT hold."]
    said, wrong, real = [], [], []
    if not set(brought) <= set(keys) or keytext[-1:] != b"\n" or len(set(brought)) < len(brought): wrong.append("The export's keys are not those you know.")
    if any(a[0] >= b[0] for a, b in zip(notes, notes[1:])): wrong.append("The checkpoints are not in order.")
    rows, listed = recordtext.split(b"\n"), leaftext.decode("latin-1").split("\n")
    if any([rows.pop(), listed.pop()]): wrong.append("The last line of records.jsonl or leaves.txt is broken off.")
    for n, line in enumerate(rows):
        head = b'{"position":%d,"record":' % n
        if not (line.startswith(head) and line.endswith(b"}")): wrong.append(f"Line {n + 1} of records.jsonl is not marked as position {n}.")
        real.append(sha(b"\0" + line[len(head):-1]))
    have, ids = [leaf.hex() for leaf in real], [id_of(line) for line in rows]
    n = next((n for n, (a, b) in enumerate(zip(have, listed)) if a != b), min(len(have), len(listed)))
    if len(have) < len(listed): wrong.insert(0, f"A record was removed at position {n}: {len(listed)} were sealed, {len(have)} are here.")
    elif len(have) > len(listed): wrong.insert(0, f"A record was added at position {n} ({ids[n]}): {len(listed)} were sealed, {len(have)} are here.")
    elif have != listed and sorted(have) == sorted(listed):
        wrong.insert(0, f"Records were reordered: the one at position {n} ({ids[n]}) was sealed at position {listed.index(have[n])}.")
    elif have != listed: wrong.insert(0, f"The record at position {n} ({ids[n]}) was changed, or its line in leaves.txt was.")
    if len(real) != notes[-1][0]: wrong.append(f"The last checkpoint was signed for {notes[-1][0]} records; {len(real)} are here.")
    try: old, top = read_note(kept, keys) if trusted else (0, b"")
    except ValueError as error: old, top = 0, wrong.append(f"The checkpoint you kept is not one of this log: {error}.")
    if old > len(real): wrong.append(f"The log was rolled back or cut: your checkpoint speaks of {old} records, and {len(real)} are here.")
    peaks, good, points = [], 0, dict(notes)
    for size, leaf in enumerate(real, 1):
        for _ in range((size & -size).bit_length() - 1): leaf = over(peaks.pop(), leaf)
        peaks.append(leaf)
        above = functools.reduce(lambda a, b: over(b, a), peaks[::-1]) if size in points or size == old else b""
        if size == old and above != top: wrong.append(f"The log was told anew: its first {old} records are not those of yours.")
        if size in points and above != points[size]:
            wrong.append(f"The root signed for {size} records is not theirs: something at positions {good} to {size - 1} was changed or moved.")
            break
        good = size if size in points else good
    proofs = prooftext.decode("latin-1").split("\n")
    if len(proofs) != len(notes) or proofs[-1]: wrong.append("A proof is missing, or there is one too many.")
    for a, b, line in zip(notes, notes[1:], proofs):
        try:
            path = [bytes.fromhex(step) for step in line.split(" ")[2].split(",")]
            holds = line == f"{a[0]} {b[0]} {','.join(step.hex() for step in path)}" and (
                continued(a[0], b[0], path, a[1] if a[0] & a[0] - 1 == 0 else None) == (a[1], b[1]))
        except (ValueError, IndexError, RecursionError): holds = False
        if not holds: wrong.append(f"The proof that the log of {b[0]} records continues the one of {a[0]} does not hold.")
    if wrong: return 1, [*wrong, "The log does NOT hold."]
    if record:
        if record not in ids: return 2, [f"There is no record {record} in this export."]
        n, path = ids.index(record), path_of(ids.index(record), real)
        if led_to(real[n], n, len(real), path) != notes[-1][1]: return 1, [f"The record {record} is not under the last checkpoint."]
        said += [f"Record {record} is at position {n}, leaf {have[n]}. The path to the root:", *(step.hex() for step in path)]
    if old: said.append(f"The log continues the checkpoint you kept, of {old} records.")
    said += [f"{len(real)} records, {len(notes)} checkpoints: every record is as it was sealed.", f"Root {notes[-1][1].hex()}"]
    return 0, said + [f"Signed with {key}{'' if given else '  (is this the key you know?)'}" for key in keytext.decode().split("\n")[:-1]]
if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", help="the folder or .zip file")
    parser.add_argument("--key", action="append", default=[], dest="pinned", help="the public key you know; again for an older one")
    parser.add_argument("--trusted", help="a file with a checkpoint you kept: the log must continue it")
    parser.add_argument("--record", help="show and check the proof for this record")
    code, lines = check(**vars(parser.parse_args()))
    print("\n".join(lines), file=sys.stderr if code else sys.stdout)
    sys.exit(code)
