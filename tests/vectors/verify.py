#!/usr/bin/env python3
"""Checks an OpenWeave log by src-tauri/crates/ledger/FORMAT.md, with nothing but Python's own library (3.11).

    verify.py log LOG CHECKPOINT VKEY     entries, one a line; a signed note; the key it must be signed with
    verify.py inclusion FILE              {"index", "size", "root", "entry", "path"}, or a list of them
    verify.py consistency FILE            {"old_size", "old_root", "new_size", "new_root", "path"}, or a list
    verify.py decision FILE               {"workspace", "request", "verdict", "shown", "reason", "at", "under",
                                           "reauthenticated", "key", "signature"}, or a list
    verify.py rotation FILE               {"origin", "old", "new", "at", "by_old", "by_new"}, or a list
    verify.py text FILE                   {"salt", "text", "digest"}, or a list

Exit 0: all of it holds. 1: it does not, and why. 2: it could not be checked.
Written from the format alone, as a stranger would: slow, and sharing no line with the console.
"""

import base64
import binascii
import hashlib
import json
import re
import sys


class Wrong(Exception):
    """What was read is not what it says it is."""


class Unreadable(Exception):
    """There is nothing that could be checked."""


# --- The tree (RFC 6962, section 2.1) ---


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf(entry):
    return sha256(b"\0", entry)


def node(left, right):
    return sha256(b"\1", left, right)


def root_of(leaves):
    """The root, from full subtrees kept as (height, hash), largest first."""
    peaks = []
    for hash_ in leaves:
        height = 0
        while peaks and peaks[-1][0] == height:
            hash_ = node(peaks.pop()[1], hash_)
            height += 1
        peaks.append((height, hash_))
    if not peaks:
        return sha256()
    root = peaks.pop()[1]
    while peaks:
        root = node(peaks.pop()[1], root)
    return root


def check_inclusion(index, size, leaf_hash, path, root):
    """RFC 9162, section 2.1.3.2."""
    if not 0 <= index < size:
        raise Wrong(f"there is no entry {index} in a log of {size}")
    first, last, found = index, size - 1, leaf_hash
    for beside in path:
        if last == 0:
            raise Wrong("the path is too long")
        if first % 2 == 1 or first == last:
            found = node(beside, found)
            while first % 2 == 0 and first != 0:
                first, last = first >> 1, last >> 1
        else:
            found = node(found, beside)
        first, last = first >> 1, last >> 1
    if last != 0:
        raise Wrong("the path is too short")
    if found != root:
        raise Wrong("the path leads to another root")


def check_consistency(old_size, old_root, new_size, new_root, path):
    """RFC 9162, section 2.1.4.2, and what it leaves out: a log continues the empty one, and itself."""
    if new_size < old_size:
        raise Wrong(f"{new_size} entries do not continue {old_size}")
    for size, root in (old_size, old_root), (new_size, new_root):
        if size == 0 and root != sha256():
            raise Wrong("a log without entries has another root")
    if old_size in (0, new_size):
        if path:
            raise Wrong("the path is too long")
        if old_size == new_size and old_root != new_root:
            raise Wrong("one size, two roots")
        return
    path = list(path)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        raise Wrong("the path is too short")
    first, last = old_size - 1, new_size - 1
    while first % 2 == 1:
        first, last = first >> 1, last >> 1
    old_found = new_found = path[0]
    for beside in path[1:]:
        if last == 0:
            raise Wrong("the path is too long")
        if first % 2 == 1 or first == last:
            old_found, new_found = node(beside, old_found), node(beside, new_found)
            while first % 2 == 0 and first != 0:
                first, last = first >> 1, last >> 1
        else:
            new_found = node(new_found, beside)
        first, last = first >> 1, last >> 1
    if last != 0:
        raise Wrong("the path is too short")
    if old_found != old_root or new_found != new_root:
        raise Wrong("the path leads to other roots")


# --- Ed25519 (RFC 8032, section 5.1): points as (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z ---

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar, p):
    product = NEUTRAL
    while scalar > 0:
        if scalar & 1:
            product = add(product, p)
        p = add(p, p)
        scalar >>= 1
    return product


def same(p, q):
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def point(encoded):
    """The point of 32 bytes; nothing when they are none, another spelling of one, or one of small order."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P != 0 or (x == 0 and sign == 1):
        return None
    if x % 2 != sign:
        x = P - x
    found = (x, y, 1, x * y % P)
    return None if same(times(8, found), NEUTRAL) else found


BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signed(key, message, signature):
    """Whether `key` signed `message`, strictly: s below the order, no point of small order, no cofactor."""
    if len(key) != 32 or len(signature) != 64:
        return False
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    public, commitment = point(key), point(r)
    if public is None or commitment is None or s >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % ORDER
    return same(times(s, BASE), add(commitment, times(challenge, public)))


# --- Spellings ---


def base64_of(text, length, url):
    """Exactly `length` bytes in the one spelling they have; nothing otherwise."""
    try:
        raw = text.encode("ascii")
        padded = raw + b"=" * (-len(raw) % 4) if url else raw
        found = base64.b64decode(padded, b"-_" if url else b"+/", validate=True)
    except (binascii.Error, UnicodeEncodeError, AttributeError):
        return None
    spelled = base64.urlsafe_b64encode(found).rstrip(b"=") if url else base64.b64encode(found)
    return found if spelled == raw and length in (None, len(found)) else None


UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ORIGIN = re.compile(f"openweave/(host/)?{UUID}")
TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z", re.ASCII)


def once(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def no_constant(name):
    raise ValueError(f"{name} is not JSON")


def read_json(text):
    return json.loads(text, object_pairs_hook=once, parse_constant=no_constant)


# --- Notes and checkpoints (C2SP signed-note, tlog-checkpoint) ---


def key_id(name, key):
    return sha256(name.encode(), b"\n\x01", key)[:4]


def read_vkey(text):
    name, _, rest = text.partition("+")
    digits, _, key = rest.partition("+")
    key = base64_of(key, 33, url=False)
    if not ORIGIN.fullmatch(name) or key is None or key[0] != 1 or point(key[1:]) is None:
        raise Unreadable("the key is not `openweave/<uuid>+<8 hex digits>+<base64>`")
    if key_id(name, key[1:]).hex() != digits:
        raise Unreadable("the digits of the key do not fit it")
    return name, key[1:]


def read_checkpoint(note, name, key):
    """Size and root of the checkpoint that `key` signed; lines by other keys say nothing."""
    if len(note) > 128 * 1024 or any(byte < 32 and byte != 10 for byte in note):
        raise Wrong("the checkpoint is not a note")
    try:
        text, empty, lines = note.decode().rpartition("\n\n")
    except UnicodeDecodeError:
        raise Wrong("the checkpoint is not UTF-8") from None
    if not empty or not lines.endswith("\n"):
        raise Wrong("the checkpoint has no signature")
    text += "\n"
    found = False
    for line in lines[:-1].split("\n"):
        parts = line.split(" ")
        signature = base64_of(parts[-1], None, url=False)
        if len(parts) != 3 or parts[0] != "—" or not signature or len(signature) < 5:
            raise Wrong("a signature line of the checkpoint is malformed")
        if parts[1] == "" or "+" in parts[1] or any(c.isspace() for c in parts[1]):
            raise Wrong("a signature line of the checkpoint is malformed")
        if parts[1] == name and signature[:4] == key_id(name, key):
            if not signed(key, text.encode(), signature[4:]):
                raise Wrong("the checkpoint's signature is wrong")
            found = True
    if not found:
        raise Wrong("the checkpoint is not signed with this key")
    stated = text.split("\n")
    if len(stated) != 4 or stated[0] != name:
        raise Wrong("the note is not a checkpoint of this log")
    root = base64_of(stated[2], 32, url=False)
    if not re.fullmatch("0|[1-9][0-9]{0,18}", stated[1]) or int(stated[1]) >= 2**63 or root is None:
        raise Wrong("the checkpoint's size or root is malformed")
    return int(stated[1]), root


# --- Entries ---


def check_entry(line, seq, leaves, before):
    """What every entry of format 1 has; gives its time. Its other fields are the console's to judge."""
    try:
        entry = read_json(line.decode())
    except (ValueError, RecursionError) as error:
        raise Wrong(f"entry {seq} is not JSON: {error}") from None
    if not isinstance(entry, dict) or type(entry.get("v")) is not int or entry["v"] != 1:
        raise Wrong(f"entry {seq} is not of format 1")
    if type(entry.get("seq")) is not int or entry["seq"] != seq:
        raise Wrong(f"entry {seq} says it is entry {entry.get('seq')}")
    at = entry.get("at")
    if not isinstance(at, str) or not TIME.fullmatch(at):
        raise Wrong(f"entry {seq} has no time")
    if at < before:
        raise Wrong(f"entry {seq} is earlier than the one before it")
    previous = entry.get("previous")
    if previous is not None:
        if not isinstance(previous, list) or len(previous) != 2 or type(previous[0]) is not int:
            raise Wrong(f"entry {seq} names no entry before it")
        if not 0 <= previous[0] < seq:
            raise Wrong(f"entry {seq} follows entry {previous[0]}")
        if base64_of(previous[1], 32, url=True) != leaves[previous[0]]:
            raise Wrong(f"entry {seq} follows another entry {previous[0]} than stands there")
    return at


def check_log(log, note, vkey):
    size, root = read_checkpoint(note, *read_vkey(vkey))
    lines = log.split(b"\n")
    if lines.pop() != b"":
        raise Wrong("the last entry does not end")
    leaves, at = [], ""
    for seq, line in enumerate(lines):
        at = check_entry(line, seq, leaves, at)
        leaves.append(leaf(line))
    if len(leaves) != size:
        raise Wrong(f"the checkpoint states {size} entries, and there are {len(leaves)}")
    if root_of(leaves) != root:
        raise Wrong("the entries have another root than the checkpoint states")
    return f"{size} entries"


# --- What is given as JSON ---


def digest(value):
    found = base64_of(value, 32, url=True)
    if found is None:
        raise Wrong("a digest is not 43 characters of base64url")
    return found


def count(value):
    if type(value) is not int or not 0 <= value < 2**63:
        raise Wrong("a size or index is no whole number below 2^63")
    return value


def inclusion(proof):
    path = [digest(hash_) for hash_ in proof["path"]]
    index, size, root = count(proof["index"]), count(proof["size"]), digest(proof["root"])
    check_inclusion(index, size, leaf(proof["entry"].encode()), path, root)


def consistency(proof):
    path = [digest(hash_) for hash_ in proof["path"]]
    old_size, old_root = count(proof["old_size"]), digest(proof["old_root"])
    new_size, new_root = count(proof["new_size"]), digest(proof["new_root"])
    check_consistency(old_size, old_root, new_size, new_root, path)


def statement(purpose, *parts):
    parts = [purpose, *parts]
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def check_signature(key, message, signature):
    if not signed(digest(key), message, base64_of(signature, 64, url=True) or b""):
        raise Wrong("the signature does not fit")


def decision(given):
    if given["verdict"] not in ("approve", "reject", "changes") or not TIME.fullmatch(given["at"]):
        raise Wrong("this is no decision")
    parts = [given["workspace"].encode(), given["request"].encode(), given["verdict"].encode()]
    reason = b"" if given["reason"] is None else digest(given["reason"])
    parts += [digest(given["shown"]), reason, given["at"].encode()]
    under = "" if given["under"] is None else given["under"]
    known = {True: "password", False: "session"}[given["reauthenticated"]]
    parts += [under.encode(), known.encode()]
    message = statement(b"openweave/decision/v1", *parts)
    check_signature(given["key"], message, given["signature"])


def rotation(given):
    if not ORIGIN.fullmatch(given["origin"]) or not TIME.fullmatch(given["at"]):
        raise Wrong("this is no rotation")
    if given["old"] == given["new"]:
        raise Wrong("a key cannot follow itself")
    old, new = digest(given["old"]), digest(given["new"])
    parts = [given["origin"].encode(), old, new, given["at"].encode()]
    message = statement(b"openweave/rotation/v1", *parts)
    check_signature(given["old"], message, given["by_old"])
    check_signature(given["new"], message, given["by_new"])


def text(given):
    if sha256(digest(given["salt"]), given["text"].encode()) != digest(given["digest"]):
        raise Wrong("the text has another digest")


def check_each(check, data):
    try:
        given = read_json(data.decode())
        given = given if isinstance(given, list) else [given]
        for one in given:
            check(one)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(f"the file is not as the help says: {error!r}") from None
    return f"{len(given)} {check.__name__}"


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise Unreadable(str(error)) from None


def main(arguments):
    checks = {check.__name__: check for check in (inclusion, consistency, decision, rotation, text)}
    try:
        match arguments:
            case ["log", log, note, vkey]:
                held = check_log(read(log), read(note), vkey)
            case [name, file] if name in checks:
                held = check_each(checks[name], read(file))
            case _:
                raise Unreadable(__doc__)
    except Wrong as reason:
        print(f"wrong: {reason}")
        return 1
    except Unreadable as reason:
        print(f"not checked: {reason}", file=sys.stderr)
        return 2
    print(f"ok {held}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
