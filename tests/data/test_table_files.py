"""How a file is read: its encoding, its delimiter, its first line, and what is no table at all."""

import pytest

from rnnviz.data.table_files import TableError, choose_delimiter, first_undecodable, line_at, open_file

CHUNK = 1 << 20


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"PK\x03\x04\x14\0\x06\0", "Excel file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "picture"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x1f\x8b\x08\0", "Unpack"),
        (b"text,label\ngood,1\r\nb\0d,0\n", "line 3 holds a zero byte"),
        ("text,label\n".encode("utf-16-le"), "line 1 holds a zero byte"),
        (b"\xff\xfet\0e\0x\0t", "byte 9 is not UTF-16"),
        (bytes(range(1, 256)) * 4, "bytes that no text has"),
        (b'[{"text": "good"}]', "JSON"),
        (b"<!DOCTYPE html>", "web page"),
        (b"", "The file is empty."),
        (b" \r\n\n", "The file is empty."),
        (b"\xef\xbb\xbf", "it is empty"),
        (b",,\n1,2,3\n", "it is empty"),
        (b"only texts\ngood\n", "holds only “only texts”"),
        (b'"text,label"\n"good,1"\n', "holds only “text,label”"),
        (b"a" + b"," * 1_000, "1,001 columns"),
        (b"text,label\n" + b"," * 3_000_000, "Line 2 has more than 2,000,000 characters"),
    ],
)
def test_what_is_no_table_is_said_to_be_what_it_is(raw: bytes, says: str) -> None:
    with pytest.raises(TableError, match=says):
        open_file(raw)


@pytest.mark.parametrize(
    ("codec", "name", "noted"),
    [("utf-8", "UTF-8", False), ("utf-8-sig", "UTF-8", False), ("utf-16", "UTF-16", False),
     ("utf-32", "UTF-32", False), ("cp1252", "Windows-1252", True)],
)  # fmt: skip
def test_the_encoding_is_found(codec: str, name: str, noted: bool) -> None:
    file = open_file("text,label\ncafé “so”,1\n".encode(codec))
    assert file.encoding.name == name and bool(file.encoding.note) == noted
    assert [row.cells for row in file.rows()] == [["café “so”", "1"]]


def test_bytes_that_windows_does_not_know_are_latin() -> None:
    file = open_file(b"text,label\ncaf\xe9 \x81,1\n")
    assert file.encoding.name == "Latin-1"
    assert next(file.rows()).cells[0] == "café \x81"


@pytest.mark.parametrize("place", [0, 5, CHUNK - 2, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1])
@pytest.mark.parametrize("wrong", [b"\xff", b"\xe2\x82", b"\xc3"])
def test_the_first_byte_that_does_not_fit_is_found_across_chunks(place: int, wrong: bytes) -> None:
    raw = b"a" * place + wrong + b"a" * (2 * CHUNK + 7 - place)
    with pytest.raises(UnicodeDecodeError) as caught:
        raw.decode("utf-8")
    assert first_undecodable(raw, "utf-8") == caught.value.start == place


def test_a_character_that_lies_across_chunks_is_no_error() -> None:
    for shift in range(4):
        assert first_undecodable(b"a" * shift + "👍".encode() * (CHUNK // 3), "utf-8") is None


def test_a_file_that_ends_within_a_character_is_an_error_at_its_beginning() -> None:
    assert first_undecodable(b"ab\xe2\x82", "utf-8") == 2
    assert first_undecodable(b"a" * (CHUNK - 1) + b"\xe2", "utf-8") == CHUNK - 1


def test_lines_are_counted_with_any_ending() -> None:
    assert [line_at(b"a\nb\rc\r\nd", place) for place in (0, 2, 4, 7)] == [1, 2, 3, 4]


@pytest.mark.parametrize("ending", ["\n", "\r", "\r\n"])
def test_rows_are_the_same_with_any_ending(ending: str) -> None:
    raw = ending.join(["text,label", "a,1", "", '"b', 'c",0', "d,1"]).encode()
    assert list(open_file(raw).rows()) == [(2, ["a", "1"]), (4, [f"b{ending}c", "0"]), (6, ["d", "1"])]


@pytest.mark.parametrize(
    ("lines", "delimiter"),
    [
        (["text,label", "a; b; c,1", "d; e,0"], ","),
        (["text;label", "well, so, so;1", "good, this;0"], ";"),
        (["text\tlabel", "a, b|c\t1"], "\t"),
        (["id|text|label", "1|well, so|0"], "|"),
        (["text, such as it is;label", "a, b, c;1", "d;0", "e, f;1"], ";"),
        (["text,label", '"a;b\n', 'c",1', "d;e,0"], ","),
        (["text;label", 'a "b" c;0', '"a "b" c";0'], ";"),
    ],
)
def test_the_delimiter_is_the_one_that_makes_columns(lines: list[str], delimiter: str) -> None:
    assert choose_delimiter([line if line.endswith("\n") else f"{line}\n" for line in lines]) == delimiter


def test_a_row_of_nothing_but_blanks_is_left_out() -> None:
    assert len(list(open_file(b"text,label\na,1\n  \n,,,\nb,0\n").rows())) == 2
