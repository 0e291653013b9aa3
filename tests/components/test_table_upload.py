"""A table of one's own on the Training page: uploaded, refused with a sentence, trained with."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.components.trainer import service
from tests.pages.trainings import checked, finished, labels, opened, somebody, state_line

ADDRESS = {
    "data": "A table of your own",
    "epochs": "2",
    "hidden": "4",
    "embedding": "4",
    "batch": "4",
    "rate": "0.01",
    "sentences": "a good film",
}
ROWS = [("a good film", "positive"), ("a bad film", "negative")]
GOOD = "text,label\n" + "".join(f"{text} number {n},{label}\n" for n in range(10) for text, label in ROWS)
BAD = {
    "empty": (b"", "The file is empty."),
    "no columns": (b"text\ngood\n", "The first line must name at least two columns"),
    "no header": (b"a good film,1\n" * 20, "The first line must name the columns"),
    "one class": (("text,label\n" + "good film,1\n" * 20).encode(), "label"),
    "three classes": (("text,label\n" + "".join(f"film {n},{n % 3}\n" for n in range(30))).encode(), "label"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), ""),
    "zero bytes": (b"text,label\ngood\0film,1\n", "line 2 holds a zero byte"),
    "too few": (b"text,label\ngood,1\nbad,0\n", "At least 10 rows with a text and a label are needed"),
    "empty texts": (("text,label\n" + ",1\n,0\n" * 10).encode(), "No row has a text in column"),
    "missing labels": (
        ("text,label\n" + "film,\n" * 20 + "good,1\nbad,0\n").encode(),
        "the label is missing",
    ),
    "too wide": (("text,label\n" + "good,1\nbad,0,more,and more\n" * 10).encode(), "ine 3"),
    "open quote": (('text,label\n"good,1\n' + "bad,0\n" * 20).encode(), "ine 2"),
    "broken UTF-16": (b"\xff\xfe" + "text,label\n".encode("utf-16-le")[:-1], "begins as UTF-16"),
}


def uploaded(owner: str, raw: bytes, name: str = "my.csv") -> AppTest:
    """The page with a file in its box."""
    page = opened(owner, **ADDRESS)
    return checked(page.file_uploader(key="table").set_value((name, raw, "text/csv")).run())


def written(markdown: str) -> str:
    """What is read where Markdown says this."""
    return re.sub(r"\\(.)", r"\1", markdown)


def test_before_there_is_a_table_the_button_waits_for_it() -> None:
    page = opened(**ADDRESS)
    assert labels(page) == ["Choose a table first"] and page.button(key="train").disabled
    checked(page.button_group(key="view").set_value("keras").run())
    assert [each.value for each in page.info] == [
        "Choose a table first; then the script that reads it stands here."
    ]


def test_a_table_is_trained_with_and_its_texts_are_kept_with_the_run() -> None:
    owner = somebody()
    page = uploaded(owner, GOOD.encode())
    says = "20 texts: 10 “positive” (positive) and 10 “negative” (negative)."
    assert any(each.value.startswith(says) for each in page.caption) and not page.error
    assert [page.selectbox(key=f"{name}_column").value for name in ("text", "label")] == ["text", "label"]
    checked(page.button_group(key="view").set_value("keras").run())
    assert 'read_table(Path("texts.csv").read_bytes(), "text", "label")' in page.code[0].value
    checked(page.button(key="train").click().run())
    finished(page, owner)
    assert state_line(page).startswith("Done after 2 of 2 epochs")
    (run,) = service().store.runs_of(owner)
    assert [each.label for each in service().store.table(run.id)] == [1.0, 0.0] * 10
    assert run.name == "LSTM 4 own"
    held_out = service().store.material(run.id)
    assert (len(held_out.validation), len(held_out.test)) == (2, 2)
    for view in ("time", "results", "compare"):
        checked(page.button_group(key="view").set_value(view).run())


@pytest.mark.parametrize("what", BAD)
def test_a_bad_table_is_refused_with_a_sentence_and_nothing_begins(what: str) -> None:
    raw, says = BAD[what]
    owner = somebody()
    page = uploaded(owner, raw)
    (error,) = page.error
    told = written(error.value)
    assert says in told and told.endswith(".") and len(told) < 400
    assert labels(page) == ["Choose a table first"] and page.button(key="train").disabled
    assert service().store.runs_of(owner) == ()
    assert page.number_input(key="epochs").value == 2 and page.query_params.items() >= ADDRESS.items()


def test_after_a_bad_table_a_good_one_is_taken_and_settings_stay() -> None:
    page = uploaded(somebody(), b"")
    checked(page.file_uploader(key="table").set_value(("my.csv", GOOD.encode(), "text/csv")).run())
    assert not page.error and labels(page) == ["Train 2 epochs"]
    assert page.number_input(key="hidden").value == 4
    checked(page.file_uploader(key="table").set_value(None).run())
    assert labels(page) == ["Choose a table first"]


def test_other_columns_are_chosen_by_hand() -> None:
    lines = "".join(f"{n},{text} {n},{label}\n" for n in range(10) for text, label in ROWS)
    page = uploaded(somebody(), f"stars,what was said,verdict\n{lines}".encode())
    checked(page.selectbox(key="text_column").set_value("what was said").run())
    checked(page.selectbox(key="label_column").set_value("verdict").run())
    assert not page.error and labels(page) == ["Train 2 epochs"]
    checked(page.selectbox(key="label_column").set_value("what was said").run())
    assert [written(each.value) for each in page.error] == [
        "Texts and labels cannot both stand in column “what was said”."
    ]
    assert page.button(key="train").disabled


def test_a_table_with_other_columns_does_not_keep_the_columns_of_the_last_one() -> None:
    page = uploaded(somebody(), GOOD.encode())
    other = GOOD.replace("text,label", "review,sentiment").encode()
    checked(page.file_uploader(key="table").set_value(("other.csv", other, "text/csv")).run())
    assert [page.selectbox(key=f"{name}_column").value for name in ("text", "label")] == [
        "review",
        "sentiment",
    ]
    assert not page.error


@pytest.mark.parametrize("markup", ["![x](http://a.example/x.png)", "**good**", "$x^2$", "[a](http://b)"])
def test_markup_in_a_table_is_shown_as_it_is_written(markup: str) -> None:
    good = uploaded(somebody(), GOOD.replace("positive", markup).encode())
    (says,) = [each.value for each in good.caption if "10 “" in each.value]
    other = uploaded(somebody(), GOOD.replace("text,label", f"{markup},{markup}s").encode())
    checked(other.selectbox(key="label_column").set_value(markup).run())
    checked(other.selectbox(key="text_column").set_value(markup).run())
    for told in (says, other.error[0].value):
        assert not re.search(r"(?<!\\)[*$\[]", told)
        assert markup in written(told)


def test_another_source_forgets_nothing_of_the_settings() -> None:
    page = uploaded(somebody(), GOOD.encode())
    checked(page.selectbox(key="data").set_value("grammar").run())
    assert labels(page) == ["Train 2 epochs"] and page.number_input(key="hidden").value == 4
