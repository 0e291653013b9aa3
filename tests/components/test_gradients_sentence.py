"""The sections on the sentence and on the limits: parts write the sentence, anything typed is borne."""

from streamlit.testing.v1 import AppTest

from rnnviz.data.agreement_question import compose

HOSTILE = {
    "said": "<script>alert(1)</script> $x$ " + "zz " * 200,
    "said_words": "999",
    "said_subject": "unicorn",
    "said_between": "nonsense",
    "said_way": "one distance each",
    "said_at": "1e99",
    "limits_text": "",
}


def sentence() -> None:
    from rnnviz.components.gradients_sentence import show

    show("normal")


def limits() -> None:
    from rnnviz.components.gradients_limits import show

    show("presenter")


def html_of(app: AppTest) -> str:
    return "".join(each.proto.body for each in app.get("html"))


def said_by(app: AppTest) -> str:
    return "".join(each.value for each in app.markdown)


def test_parts_write_the_sentence_and_what_is_typed_is_read() -> None:
    app = AppTest.from_function(sentence, default_timeout=60)
    link = {"said": "The old cats near my lamp", "said_words": "42", "said_when": "trained"}
    for name, value in link.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception and app.text_input(key="said").value == link["said"]
    assert app.select_slider(key="said_words").value == 42
    assert html_of(app).count("✓ right") == 3 and "and the verb stand 3 words" in said_by(app)
    app.select_slider(key="said_words").set_value(24)
    app.selectbox(key="said_subject").set_value("dogs").run()
    assert app.text_input(key="said").value == compose("dogs", 24, "same")
    assert "and the verb stand 24 words" in said_by(app)
    app.segmented_control(key="said_between").set_value("other").run()
    assert app.segmented_control(key="said_test").value == "other"
    app.segmented_control(key="said_between").set_value("same").run()
    assert app.segmented_control(key="said_test").value == "same"  # The curves follow the sentence.
    app.text_input(key="said").set_value("").run()
    assert not app.exception and "Type a sentence" in app.text[0].value
    app.text_input(key="said").set_value("the frobnicator near the cats was").run()
    assert "Unknown to the networks (dashed): “frobnicator”." in [each.value for each in app.text]


def test_a_hostile_address_gives_the_usual_page_and_no_exception() -> None:
    app = AppTest.from_function(sentence, default_timeout=60)
    for name, value in HOSTILE.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    assert app.select_slider(key="said_words").value == 13 and app.number_input(key="said_at").value == 20
    assert "the first 100 are read" in app.text[0].value
    assert "<script>alert" not in html_of(app)


def test_limits_are_measured_on_what_is_typed() -> None:
    app = AppTest.from_function(limits, default_timeout=60).run()
    assert not app.exception
    html, said = html_of(app), said_by(app)
    assert all(name in html for name in ("SimpleRNN", "Bidirectional LSTM", "Stacked LSTM"))
    assert "Measured here at" in "".join(each.value for each in app.caption)  # Without a press.
    assert "words for a verdict within 5 points" in said or "needs the last" in said
    app.text_input(key="limits_text").set_value("").run()
    assert not app.exception and "Type a text" in app.text[0].value
    app.text_input(key="limits_text").set_value("😀 <b> zzzz " * 80).run()
    assert not app.exception and "the first 60 are read" in app.text[0].value
