"""The Architectures page: opened, used, and misused."""

import json
import re
import subprocess
import sys

import pytest

from rnnviz.components.wired_payload import pack_beam, pack_nothing, pack_run
from rnnviz.components.wirings import WIRINGS
from rnnviz.data import pictures
from rnnviz.data.tags import GARDEN_PATHS
from rnnviz.tasks.registry import TASK_NAMES, task_of
from rnnviz.tasks.running import beam, run, teach
from rnnviz.tasks.shipped import load_wired, shipped_variants
from rnnviz.tasks.task import MODIFIERS
from rnnviz.wiring_code import wiring_code
from tests.components.test_payload import Packet
from tests.house.source import TOP
from tests.pages.architectures import (
    address_of,
    assert_answers,
    checked,
    component,
    first_given,
    first_task,
    melody,
    opened,
    press,
    ran,
    report,
    says,
    sent,
    version_of,
)

ADDRESSES = ("wiring", "force", "picture", "note", "temperature", "dice", "beam", "view", "size", *MODIFIERS)
LONG = "9" * 5_000
HOSTILE = ("-1", "1e999", "nan", "٣", "0-٣.9-9..-", f"0-{LONG}", LONG, "<b>x</b>", "", "nonsense")
NO_WRITER = ("shapes", "sentiment", "critics", "tags")
PICTURES = ("shapes", "captions")
TYPED = tuple(name for name in TASK_NAMES if name not in (*PICTURES, "melody"))
MARKUP = "<script>alert('x')</script> **bold** :red[x] $x^2$ {{x}} %s"


@pytest.mark.parametrize("name", TASK_NAMES)
def test_each_demonstration_answers_with_each_of_its_networks(name: str) -> None:
    task = task_of(name)
    page = opened(**address_of(task))
    for modifiers in shipped_variants(task):
        for one in task.modifiers:
            page.toggle(key=one).set_value(one in modifiers)
        page.run()
        drawn = melody(task.examples[0], modifiers=modifiers) if name == "melody" else None
        assert_answers(page, drawn or ran(task, first_given(task), modifiers))
        assert [each.value for each in page.header] == [task.title]
        saved = load_wired(task, modifiers)
        assert page.code[0].value == wiring_code(saved.spec).strip()
        assert any(f"{saved.network.parameters:,} weights" in each.value for each in page.caption)
        assert "of this example that is" not in says(page)


def test_one_wiring_after_another_and_back() -> None:
    page = opened()
    for wiring in (*WIRINGS, *WIRINGS):
        page.button_group(key="wiring").set_value(wiring).run()
        task = first_task(wiring)
        assert_answers(page, ran(task, first_given(task)))
        drawn = json.loads(component(page, "rnnviz_diagram").json)
        assert drawn["nodes"] and drawn["said"].startswith("Unfolded: ")


@pytest.mark.parametrize("name", TYPED)
def test_each_example_is_typed_by_a_press(name: str) -> None:
    task = task_of(name)
    page = opened(**address_of(task))
    for example in task.examples:
        page.button_group(key=f"pills-{name}").set_value(example).run()
        assert_answers(page, ran(task, example))
        assert page.button_group(key=f"pills-{name}").value is None  # The pill does not stay pressed.


@pytest.mark.parametrize("name", PICTURES)
def test_each_picture_is_taken_by_a_press(name: str) -> None:
    task = task_of(name)
    page = opened(**address_of(task))
    for example in task.examples:
        caption = str(pictures.expected(pictures.from_text(example)))
        page.button_group(key="pills-pictures").set_value(caption).run()
        assert json.loads(component(page, "rnnviz_pixels").json) == {"text": example, "size": pictures.SIDE}
        assert_answers(page, ran(task, example))
    assert page.query_params["picture"] == example


def test_a_melody_follows_its_note_its_temperature_and_the_dice() -> None:
    task = task_of("melody")
    page = opened(**address_of(task, temperature="1.3", dice="7"))
    for note in task.examples[:3]:
        page.button_group(key="note").set_value(note).run()
        assert_answers(page, melody(note, 7, 1.3))
    page.slider(key="temperature").set_value(0.0).run()
    assert_answers(page, ran(task, note))


def test_an_address_restores_what_was_typed_what_modifies_and_what_was_forced() -> None:
    task = task_of("dates")
    address = {"text-dates": "May 3, 1979", "attention": "true", "force": "2-4.7-5"}
    page = opened(**address_of(task, **address))
    assert_answers(page, ran(task, "May 3, 1979", ("attention",), forced={2: 4, 7: 5}))
    drawn = "." * 40 + "rrr" + "." * 101
    assert_answers(opened(**address_of(task_of("captions"), picture=drawn)), ran(task_of("captions"), drawn))


def test_a_presenter_sees_it_large() -> None:
    page = opened(**address_of(task_of("tags"), size="Presenter"))
    assert Packet(sent(page)).header["view"]["size"] == "presenter"


def test_a_combination_that_was_never_trained_is_said_so() -> None:
    task = task_of("sentiment")
    assert ("stacked", "bidirectional") not in shipped_variants(task)
    page = opened(**address_of(task, stacked="true", bidirectional="true"))
    assert "of this example that is stacked and bidirectional" in says(page)
    shown = [ran(task, task.examples[0], one) for one in shipped_variants(task) if len(one) == 1]
    assert sent(page) in [pack_run(each, version_of(page)) for each in shown]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_an_address_that_means_nothing_is_no_trouble(hostile: str) -> None:
    for name, view in (("melody", hostile), ("captions", hostile), ("dates", "Beam search")):
        task = task_of(name)
        page = opened(**{**dict.fromkeys(ADDRESSES, hostile), **address_of(task), "view": view})
        assert [each.value for each in page.header] == [task.title]
    page = opened(**dict.fromkeys(ADDRESSES, hostile))
    assert [each.value for each in page.header] == [first_task(next(iter(WIRINGS))).title]


@pytest.mark.parametrize("name", TYPED)
def test_ten_thousand_letters_markup_and_nothing_are_typed(name: str) -> None:
    task = task_of(name)
    page = opened(**{**address_of(task), f"text-{name}": "word " * 2_000})
    assert_answers(page, ran(task, "word " * 80))
    field = page.text_input(key=f"text-{name}")
    for text in ("x" * 10_000, MARKUP, "\x00\x07", "👍 кот שלום", "…!?"):
        field.set_value(text).run()
        if task.understand(text[:400]).is_empty:
            assert sent(checked(page)) == pack_nothing(version_of(page))
        else:
            assert_answers(page, ran(task, text[:400]))
            assert len(says(page)) < 400
        assert not any("<script>alert" in each.proto.body for each in page.get("html"))
    for text in ("", "   "):
        field.set_value(text).run()
        assert sent(checked(page)) == pack_nothing(version_of(page))
        assert says(page).strip() == "Nothing to read yet."


@pytest.mark.parametrize("name", TYPED)
def test_what_was_never_read_is_named(name: str) -> None:
    task = task_of(name)
    unknown = "日" if name == "dates" else "zzqxj"
    page = opened(**address_of(task))
    page.text_input(key=f"text-{name}").set_value(f"{task.examples[0]} {unknown}").run()
    assert f"“{unknown}”" in says(page)
    columns = Packet(sent(page)).header["blocks"][0]["columns"]
    assert [one["text"] for one in columns if one["status"] == "unknown"] == [unknown]


def test_a_text_that_is_no_date_is_said_to_be_none() -> None:
    page = opened(**address_of(task_of("dates")))
    page.text_input(key="text-dates").set_value("hello world").run()
    assert "This is no date." in says(page)


def test_an_empty_board_has_an_answer_and_a_word_about_it() -> None:
    for name in PICTURES:
        task = task_of(name)
        page = opened(**address_of(task, picture="." * 144))
        assert_answers(page, ran(task, "." * 144))
    drawn = "r" * 144
    report(page, "rnnviz_pixels", "picture", drawn)
    assert_answers(page, ran(task, drawn))
    assert page.query_params["picture"] == drawn
    assert task.understand(drawn).says


def test_another_symbol_is_forced_and_what_was_forced_behind_it_is_let_go() -> None:
    task = task_of("dates")
    page = opened(**address_of(task))
    given = task.examples[0]
    assert_answers(press(page, 5, 4), ran(task, given, forced={5: 4}))
    assert page.query_params["force"] == "5-4"
    assert_answers(press(page, 2, 7), ran(task, given, forced={2: 7}))
    assert_answers(press(page, 6, 3), ran(task, given, forced={2: 7, 6: 3}))
    assert_answers(press(page, 6, None), ran(task, given, forced={2: 7}))
    assert_answers(press(page, 2, None), ran(task, given))
    assert "force" not in page.query_params
    press(page, 2, 7)
    page.text_input(key="text-dates").set_value("May 3, 1979").run()  # Another text is forced to nothing.
    assert_answers(page, ran(task, "May 3, 1979"))


def test_a_press_that_the_program_has_overtaken_or_that_means_nothing_is_not_heard() -> None:
    task = task_of("dates")
    page = opened(**address_of(task))
    for pressed in (
        {"step": 5, "number": 4, "version": 99},
        {"step": "5", "number": 4, "version": version_of(page)},
        {"step": 5, "number": 99_999, "version": version_of(page)},
        {"step": 500, "number": 4, "version": version_of(page)},
        None,
    ):
        assert_answers(report(page, "rnnviz_wired", "force", pressed), ran(task, task.examples[0]))


@pytest.mark.parametrize("name", ["dates", "translation", "captions"])
def test_teacher_forcing_shows_the_losses_of_the_right_answer(name: str) -> None:
    task = task_of(name)
    page = opened(**address_of(task, view="Teacher forcing"))
    taught = teach(task, load_wired(task).network, task.understand(first_given(task)))
    assert taught and taught.loss is not None
    assert sent(page) == pack_run(taught, version_of(page))
    told = re.search(r"([0-9.e-]+) nats", " ".join(each.value for each in page.markdown))
    assert told and float(told[1]) == pytest.approx(taught.loss, rel=0.06, abs=1e-3)


@pytest.mark.parametrize("name", ["dates", "translation"])
def test_teacher_forcing_without_a_known_answer_says_why(name: str) -> None:
    page = opened(**address_of(task_of(name), view="Teacher forcing", **{f"text-{name}": "nine zzqxj"}))
    assert "no rule of ours knows it" in page.info[0].value
    page.text_input(key=f"text-{name}").set_value("").run()
    assert says(checked(page)).strip() == "Nothing to read yet."


@pytest.mark.parametrize("name", ["dates", "translation", "captions"])
def test_the_beam_of_each_width_is_that_of_the_search(name: str) -> None:
    task = task_of(name)
    page = opened(**address_of(task, view="Beam search"))
    network, given = load_wired(task).network, task.understand(first_given(task))
    greedy = run(task, network, given)
    for width in (1, 3, 6):
        page.slider(key="beam").set_value(width).run()
        found = beam(task, network, given, width)
        assert found
        assert component(checked(page), "rnnviz_beam").bytes == pack_beam(greedy, found, width)


def test_tags_are_set_beside_those_that_are_right() -> None:
    page = opened(**address_of(task_of("tags")))
    for path in GARDEN_PATHS:
        page.text_input(key="text-tags").set_value(path.text).run()
        assert path.note in says(checked(page))
        html = [each.proto.body for each in page.get("html")]
        (rows,) = [each for each in html if "in both directions" in each]
        assert "forward only" in rows and "right" in rows


def test_the_views_of_a_writer_are_offered_to_writers_only() -> None:
    for name in TASK_NAMES:
        page = opened(**address_of(task_of(name), view="Beam search"))
        has_beam = any(each.proto.component_name == "rnnviz_beam" for each in page.get("bidi_component"))
        assert has_beam is (name not in (*NO_WRITER, "melody"))


def test_the_page_uses_every_wiring_without_tensorflow() -> None:
    script = """
import sys
from rnnviz.tasks.registry import TASK_NAMES, task_of
from tests.pages.architectures import address_of, opened
for name in TASK_NAMES:
    opened(**address_of(task_of(name)))
print(*({"keras", "tensorflow"} & set(sys.modules)), "done")
"""
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.strip() == "done"
