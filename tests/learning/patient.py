"""A desk for those who may close a line twice."""

from tests.learning.desk import Desk


class PatientDesk(Desk):
    """A switchboard does not mind when a line is closed twice."""

    def close_line(self, token: str) -> None:
        self.lines.pop(token, None)
