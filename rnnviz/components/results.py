"""What became of a run: its test score, its mistakes, how far its percentages can be trusted; files."""

import io
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from rnnviz.analysis.verdicts import calibration, confusion, worst_mistakes
from rnnviz.components.own import (
    Run,
    address_of_run,
    epoch_of,
    material_of,
    network_of_epoch,
    open_in,
    read_as_trained,
)
from rnnviz.components.presets import offer_settings
from rnnviz.components.trainer import asker, keras_file, service
from rnnviz.components.words import as_text
from rnnviz.figures.calibration import calibration_picture
from rnnviz.figures.verdicts import Mistake, confusion_table, mistakes_list
from rnnviz.learning.assemble import note_on
from rnnviz.learning.store import LIVE
from rnnviz.network import Network, save_network

MOST_MISTAKES = 12


def show_results(run: Run) -> None:
    """The verdicts on texts that were never learnt from, after the best epoch or the last one."""
    if run.best is None:
        st.info("There is no result yet: no epoch is finished.")
        _name_or_delete(run)
        return
    material = material_of(run.id)
    labels = [text.label for text in material.test]
    epoch = _choose_epoch(run, labels)
    kept = epoch_of(run.id, epoch)
    left, right = st.columns(2)
    with left:
        st.html(confusion_table(confusion(kept.test, labels)))
    with right:
        st.html(calibration_picture(calibration(kept.test, labels)))
    st.subheader("Its worst mistakes", anchor=False)
    wrong = worst_mistakes(kept.test, labels, MOST_MISTAKES)
    network = address_of_run(run.id, epoch)
    st.html(
        mistakes_list(
            [
                Mistake(
                    material.test[n].text,
                    material.test[n].label > 0.5,
                    float(kept.test[n]),
                    "./?" + urlencode({"own": network, "text": read_as_trained(run, material.test[n].text)}),
                )
                for n in wrong
            ]
        )
    )
    _downloads(run, epoch)
    _name_or_delete(run)


def _choose_epoch(run: Run, labels: Sequence[float]) -> int:
    """The best epoch or the last one, each with its score; and what guessing would come to."""
    last = max(run.finished)
    best = run.best if run.best is not None else last
    right = {n: confusion(epoch_of(run.id, n).test, labels).accuracy for n in (best, last)}
    options = {
        "best": f"Best epoch, {best + 1}: {100 * right[best]:.1f} %",
        "last": f"Last epoch, {last + 1}: {100 * right[last]:.1f} %",
    }
    share = sum(label > 0.5 for label in labels) / len(labels)
    guessing = (
        f"Always giving the more frequent verdict would be right in {100 * max(share, 1 - share):.1f} %."
    )
    if best == last:
        st.caption(f"After epoch {best + 1}, which has the lowest validation loss. {guessing}")
        return best
    chosen = st.segmented_control(
        "Which network", options, default="best", format_func=options.__getitem__, key="judged",
        label_visibility="collapsed", required=True,
    )  # fmt: skip
    st.caption(
        f"The best epoch is chosen by the validation loss; the test texts were not used to choose. {guessing}"
    )
    if note := note_on(run.spec):
        st.caption(note)
    return last if chosen == "last" else best


def _downloads(run: Run, epoch: int) -> None:
    st.subheader("Take it with you", anchor=False)
    network = network_of_epoch(run.id, epoch, run.name)
    file = f"{''.join(c if c.isalnum() else '-' for c in run.name).strip('-').lower()}-epoch-{epoch + 1}"
    with st.container(horizontal=True):
        st.download_button(
            "Keras (.keras)",
            lambda: _keras(run, epoch),
            f"{file}.keras",
            icon=":material/download:",
            key="keras",
            on_click="ignore",
        )
        st.download_button(
            "NumPy (.npz)",
            lambda: _npz(network),
            f"{file}.npz",
            icon=":material/download:",
            key="npz",
            on_click="ignore",
        )
        open_in({"own": network.name})
        offer_settings(run.spec)
    st.caption(
        "The .keras file is written by Keras itself, which takes some seconds the first time; layers and "
        "weights are those of the Keras script. The .npz file holds plain arrays and the words, for "
        "`rnnviz.network.read_network`."
    )


def _keras(run: Run, epoch: int) -> bytes:
    spec = replace(run.spec.model, vocab_size=len(material_of(run.id).words))
    return keras_file(spec, epoch_of(run.id, epoch).weights)


def _npz(network: Network) -> bytes:
    written = io.BytesIO()
    save_network(network, written)
    return written.getvalue()


def _name_or_delete(run: Run) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Name of the run", run.name, key=f"name_{run.id}", max_chars=60, on_change=_rename,
            args=(run.id,),
            help="A run with a name of your own is never cleaned up when space runs short.", width=360,
        )  # fmt: skip
        with st.popover("Delete", icon=":material/delete:", disabled=run.standing.record.state in LIVE):
            st.text(f"Delete “{as_text(run.name)}” with all its epochs?")
            st.button("Delete for good", on_click=_delete, args=(run.id,), type="primary")


def _rename(id: str) -> None:
    try:
        named = service().store.rename(asker().owner, id, st.session_state[f"name_{id}"])
        st.session_state[f"name_{id}"] = named.name  # Tidied; made from the settings, where it was empty.
    except (LookupError, OSError) as error:
        st.session_state.trouble = str(error)


def _delete(id: str) -> None:
    try:
        service().store.delete(asker().owner, id)
    except (LookupError, ValueError, OSError) as error:
        st.session_state.trouble = str(error)
    st.query_params.pop("run", None)
