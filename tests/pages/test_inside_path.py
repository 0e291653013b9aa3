"""Where the state goes, opened from its address: odd addresses, epochs of a run, all that is offered."""

import json
from urllib.parse import quote

from streamlit.testing.v1 import AppTest

from tests.pages.instruments import checked, opened
from tests.pages.trainings import opened as opened_by
from tests.pages.trainings import somebody, trained

TOOL = "Where the state goes"


def said(page: AppTest) -> str:
    return "\n".join(each.value for each in [*page.markdown, *page.caption])


def planes(page: AppTest) -> list[str]:
    """The HTML of the pictures of a plane."""
    sent = [each.proto for each in page.get("bidi_component")]
    return [json.loads(each.json) for each in sent if each.component_name == "rnnviz_pressable"]


def test_an_odd_address_changes_nothing_and_the_files_are_offered() -> None:
    odd = {"path_state": "nonsense", "word": "99999", "path_more": "<script>alert(1)</script>\n" * 9}
    page = opened("explore", inside=TOOL, text="not bad", **odd)
    assert "word 2 of 2" in said(page) and "320 other sentences" in said(page)
    assert len(planes(page)) == 1 and "<script>" not in planes(page)[0]
    assert not page.get("download_button")  # Nothing is made before it is asked for.
    checked(page.text_input(key="text").set_value("").run())
    assert "No word yet: the state stands at h₀." in said(page)
    checked(page.text_input(key="text").set_value("zzzzz " * 500).run())
    assert "of 400" in said(page)


def test_the_epochs_of_a_run_stand_side_by_side() -> None:
    owner = somebody()
    id = trained(owner)
    page = opened_by(owner, "explore", own=f"run-{id}", inside=TOOL, path_across="true", path_epoch="2")
    (_, epochs) = planes(page)
    assert epochs.count('data-press="') == 4  # Before training, and three epochs.
    assert epochs.count('aria-pressed="true"') == 1
    assert "In the plane of epoch 3" in said(page)
    page.button(key="path_read_epoch").click().run()
    assert page.session_state["own"] == f"run-{id}-2"
    assert quote(f"run-{id}-2") in str([each.proto for each in page.get("page_link")])
