"""The doors of the instruments: mounted with their bytes, under their key, with their callbacks."""

from tests.components.registered import registered


def choosing() -> None:
    """Stand in for the page's callback for a choice."""


def editing() -> None:
    """Stand in for the page's callback for a number that was written over."""


def test_a_reading_is_mounted_under_its_key_with_its_callback() -> None:
    registration = registered("instrument")
    registration.module.instrument(b"bytes", key="one", on_choice=choosing)
    assert registration.name == "rnnviz_instrument"
    assert registration.mounted == [{"data": b"bytes", "key": "one", "on_choice_change": choosing}]


def test_an_unfolded_reading_is_mounted_under_its_key_with_both_callbacks() -> None:
    registration = registered("unfolder")
    registration.module.unfolder(b"bytes", key="two", on_choice=choosing, on_edit=editing)
    assert registration.name == "rnnviz_unfolder"
    assert registration.mounted == [
        {"data": b"bytes", "key": "two", "on_choice_change": choosing, "on_edit_change": editing}
    ]


def test_each_mount_is_one_call_and_a_door_mounts_nothing_by_itself() -> None:
    registration = registered("instrument")
    assert registration.mounted == []
    for key in ("one", "two", "one"):
        registration.module.instrument(b"", key=key, on_choice=choosing)
    assert [options["key"] for options in registration.mounted] == ["one", "two", "one"]
