"""What a tool of Explore looks into: a sentence, and the network that read it."""

from dataclasses import dataclass

from rnnviz.analysis.units import Rows, UnitOrder, rows_in
from rnnviz.components.networks import Orders
from rnnviz.network import Network, Reading

FIRST_VIEW = "read"  # What it is called in the row of tools that none of them is chosen.
ASKED_TOOL = "asked_tool"  # In a session: what the program, not the person, chooses in that row next.


@dataclass(frozen=True, eq=False)
class Subject:
    """One sentence, read.

    Attributes:
        name: of the network, as `choose_network` gives it.
        network: which read.
        orders: of its units, for each trace.
        reading: what it computed.
        order: in which the units are shown.
        size: "normal" or "presenter".
    """

    name: str
    network: Network
    orders: Orders
    reading: Reading
    order: UnitOrder
    size: str

    @property
    def rows(self) -> tuple[Rows, ...]:
        """For each trace the unit that stands in each row."""
        return rows_in(self.orders, self.order)
