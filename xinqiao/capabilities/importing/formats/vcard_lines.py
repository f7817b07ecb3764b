"""The lines of vCard files as properties: folded, quoted-printable, in any of three versions and many charsets."""

import binascii
import quopri
import re
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from xinqiao.capabilities.importing.formats.errors import UnreadableCell

# As much as a cell of a text file may hold.
MAX_VALUE_BYTES: Final = 131_072
# Within these stand the name, and how the value is written. Asked anew at every fold, so they must not grow.
NAME_BYTES: Final = 100
HEAD_BYTES: Final = 1_000
# Pictures, sounds and keys: read past without keeping a byte, whatever state their coding is in.
UNREAD: Final = frozenset({b"PHOTO", b"LOGO", b"SOUND", b"KEY", b"X-MS-CARDPICTURE", b"X-MS-OL-DESIGN", b"X-IMAGEHASH"})

_NAME: Final = re.compile(rb"(?:[\w-]+\.)?([\w-]+)(?=[;:])")
_PARAMETER: Final = re.compile(r';([^=;:"]+)(?:=((?:"[^"]*"|[^";:])*))?')
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_CARET: Final = re.compile(r"\^([n'^])")
_CODECS: Final = {
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "gb18030", "cp936", "euc-cn"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cp950"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-1", "latin1", "windows-1252", "us-ascii", "ascii"), "cp1252"),
    **dict.fromkeys(("shift_jis", "shift-jis", "cp932"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "cp949"), "cp949"),
}
# What a value without a (true) charset is tried as.
_FALLBACKS: Final = ("utf-8", "gb18030")


class Property(NamedTuple):
    """One property: its name in capitals, the group before it, and its parameters by name in capitals."""

    name: str
    group: str
    parameters: dict[str, list[str]]
    value: str

    def types(self) -> set[str]:
        """Return the types in lower case; version 2.1 writes them without `TYPE=`."""
        return {word.lower() for word in (*self.parameters.get("TYPE", ()), *self.parameters.get("", ()))}

    def preference(self) -> int:
        """Return 1 for what is preferred up to 100 for what is not."""
        numbers = [int(text) for text in self.parameters.get("PREF", ()) if text.isdecimal() and len(text) < 4]
        return numbers[0] if numbers else 1 if "pref" in self.types() else 100


def properties(file: BinaryIO, *, charset: str | None = None) -> Iterator[Property]:
    """Yield the properties of all cards. What is no property is passed over; a value of no known charset
    keeps a sign in place of each lost character.

    Raises `UnreadableCell` for a value longer than a cell may be.
    """
    for line in _logical_lines(file):
        found = _property(line, charset)
        if found:
            yield found


def unescaped(value: str) -> str:
    """Return a value without its backslashes; \\n is a line break."""
    if "\\" not in value:
        return value
    return _ESCAPED.sub(_meant, value)


def _meant(match: re.Match[str]) -> str:
    if match[1] in "nN":
        return "\n"
    return match[1] if match[1] in ",;:\\" else match[0]


def split_unescaped(value: str, separator: str) -> list[str]:
    """Return the parts between separators that no backslash stands before, each without its backslashes."""
    parts = re.split(rf"(?<!\\)((?:\\\\)*){re.escape(separator)}", value)
    # An even number of backslashes escapes itself, and stays with the part before the separator.
    joined = [part + backslashes for part, backslashes in zip(parts[::2], [*parts[1::2], ""], strict=True)]
    return [unescaped(part).strip() for part in joined]


def _logical_lines(file: BinaryIO) -> Iterator[bytes]:
    """Join what folding and soft line breaks have taken apart."""
    # Grown in place: a value folded after every letter would otherwise be copied once a letter.
    current = bytearray()
    for number, (line, is_cut) in enumerate(_physical_lines(file), start=1):
        softly = _breaks_softly(current) and not line.upper().startswith((b"BEGIN:", b"END:"))
        if line[:1] in {b" ", b"\t"} and current and not softly:
            _lengthen(current, line[1:], is_cut, number)
        elif softly:
            # Some phones fold and break softly at once; a space within hanzi would tear a character.
            del current[-1]
            _lengthen(current, line.removeprefix(b" "), is_cut, number)
        else:
            if current:
                yield bytes(current)
            current.clear()
            _lengthen(current, line, is_cut, number)
    if current:
        yield bytes(current)


def _lengthen(current: bytearray, line: bytes, is_cut: bool, number: int) -> None:
    if _is_unread(current or line):
        current[:] = (current or line)[:200]
        return
    if is_cut or len(current) + len(line) > MAX_VALUE_BYTES:
        raise UnreadableCell(row=number)
    current += line


def _physical_lines(file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Yield lines without their ends, and whether one was too long to be kept whole."""
    while line := file.readline(MAX_VALUE_BYTES + 2):
        is_cut = len(line) > MAX_VALUE_BYTES
        rest = line
        while is_cut and rest and not rest.endswith(b"\n"):
            rest = file.readline(MAX_VALUE_BYTES)
        # A single \r ends lines of old Macintosh files.
        for part in line.rstrip(b"\r\n").split(b"\r"):
            yield part, is_cut


def _is_unread(line: bytes | bytearray) -> bool:
    name = _NAME.match(line, 0, NAME_BYTES)
    return name is not None and name[1].upper() in UNREAD


def _breaks_softly(line: bytearray) -> bool:
    return line.endswith(b"=") and b"QUOTED-PRINTABLE" in line[:HEAD_BYTES].partition(b":")[0].upper()


def _property(line: bytes, charset: str | None) -> Property | None:
    name = _NAME.match(line.lstrip(b"\xef\xbb\xbf"))
    if name is None or name[1].upper() in UNREAD:
        return None
    line = line.lstrip(b"\xef\xbb\xbf")
    head = line[name.end() :]
    written, value = _parted(head)
    if value is None:
        return None
    parameters = _parameters(written.decode("utf-8", "replace"))
    raw = _decoded_transfer(value, parameters)
    if raw is None:
        return None
    group = line[: name.start(1)].rstrip(b".").decode("ascii", "replace").lower()
    return Property(name[1].decode("ascii").upper(), group, parameters, _text(raw, parameters, charset))


def _parted(head: bytes) -> tuple[bytes, bytes | None]:
    """Part the parameters from the value at the first colon outside of quotation marks."""
    quoted = False
    for index, byte in enumerate(head):
        if byte == 0x22:
            quoted = not quoted
        elif byte == 0x3A and not quoted:
            return head[:index], head[index + 1 :]
    # A quotation mark that never closes: the first colon must do.
    before, colon, after = head.partition(b":")
    return before, after if colon else None


def _parameters(written: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for match in _PARAMETER.finditer(written):
        name, value = match[1].strip().upper(), match[2]
        if value is None:
            # Version 2.1: HOME for TYPE=HOME, QUOTED-PRINTABLE for ENCODING=QUOTED-PRINTABLE.
            name, value = ("ENCODING", name) if name in {"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"} else ("", name)
        words = [_caret(word.strip()) for word in value.replace('"', "").split(",")]
        found.setdefault(name, []).extend(word for word in words if word)
    return found


def _caret(word: str) -> str:
    return _CARET.sub(lambda match: {"n": "\n", "'": '"', "^": "^"}[match[1]], word) if "^" in word else word


def _decoded_transfer(value: bytes, parameters: dict[str, list[str]]) -> bytes | None:
    """Undo quoted-printable and base64; None for base64 that is broken, which costs this property only."""
    encoding = next(iter(parameters.get("ENCODING", ())), "").upper()
    if encoding in {"QUOTED-PRINTABLE", "Q"}:
        return quopri.decodestring(value)
    if encoding in {"BASE64", "B"}:
        try:
            return binascii.a2b_base64(b"".join(value.split()), strict_mode=True)
        except binascii.Error:
            return None
    return value


def _text(raw: bytes, parameters: dict[str, list[str]], charset: str | None) -> str:
    declared = _CODECS.get(next(iter(parameters.get("CHARSET", ())), "").lower())
    for codec in (declared, charset, *_FALLBACKS):
        if codec:
            try:
                return raw.decode(codec)
            except UnicodeDecodeError:
                continue
    return raw.decode(declared or "utf-8", "replace")
