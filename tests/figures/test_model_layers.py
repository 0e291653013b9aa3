"""The layers of an uploaded model: in their order, with the shape between them."""

import re

from rnnviz.figures.model_layers import layers_figure
from rnnviz.keras_file.assembled import Row


def test_each_layer_is_a_block_with_the_shape_that_goes_into_it() -> None:
    rows = [
        Row("Embedding", "T × 4", "a row", True),
        Row("Dropout", "T × 4", "only", False),
        Row("GRU", "3", "w", True),
    ]
    html = layers_figure(rows).split("</style>")[1]
    assert re.findall(r'class="block" data-from="(.*?)">(.*?)<', html) == [
        ("", "Embedding"),
        ("shape T × 4", "Dropout"),
        ("shape T × 4", "GRU"),
    ]
    assert re.findall(r"<li( class=\"aside\")?>", html) == ["", ' class="aside"', ""]


def test_names_are_no_markup() -> None:
    html = layers_figure([Row("<script>", "1", "<b>", True)])
    assert "<script>" not in html and "&lt;script&gt;" in html and "&lt;b&gt;" in html
