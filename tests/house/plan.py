"""The plan of the house: which rooms there are, who may know whom, and how large a thing may grow.

This is data. A new room, a new package or a larger budget is a decision, and it is made here.
"""

# From left to right as the data walks. A room imports rooms of earlier lines only.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("arrays", "plain_values", "text", "written"),
    ("activations",),
    ("cells",),
    ("scan",),
    ("unroll",),
    ("layers", "keras_layer", "convolution"),
    ("keras_file",),
    ("archive",),
    ("network", "feedforward", "symbols"),
    ("wired",),
    ("decoding", "wired_spec"),
    ("wired_archive",),
    ("worked",),
    ("architectures", "snippets", "wiring_code"),
    ("wiring_diagram",),
    ("analysis",),
    ("tracks",),
    ("board", "taken"),
    ("equations",),
    ("data",),
    ("learning",),
    ("tasks",),
    ("experiments",),
    ("figures", "weights"),
    ("components",),
    ("notebook",),
)

# A package with a door has one room that imports it; any other package is open to all of rnnviz.
DOORS = {
    "streamlit": "components",
    "plotly": "figures",
    "keras": "learning",
    "tensorflow": "learning",
    "sklearn": "weights",
    "vaderSentiment": "weights",
    "h5py": "keras_file",
}

# A package the app does without: one room imports it, and only where it is asked for, inside a function.
OPTIONAL = {"distributed": "learning"}

# What is installed under another name than it is imported by.
DISTRIBUTIONS = {"sklearn": "scikit-learn"}

# Here we are measured against other libraries, where they happen to be installed.
COMPARISONS = "tests/benchmarks/"

# Packages that cost seconds and hundreds of megabytes, and pages that never load them.
HEAVY = frozenset({"keras", "tensorflow"})
LIGHT_PAGES = ("explore", "order", "unfold", "layer", "training", "gradients", "architectures")

# A command run by hand, in no server: it may print, train and download.
COMMAND = "weights"

# Where colours are written down. The colours of widgets stand in .streamlit/config.toml.
COLOURS = "rnnviz/figures/style.py"

PAGE_LINES = 120
MODULE_LINES = 350
FUNCTION_LINES = 40  # Without its docstring.
ARGUMENTS = 5  # Without self and cls.

# Beside these only names that begin with a dot.
TOP_LEVEL = frozenset(
    "app.py pages rnnviz tests requirements.txt README.md pyproject.toml Makefile"
    " ARCHITECTURE.md CHANGELOG.md LICENSE".split()
)
