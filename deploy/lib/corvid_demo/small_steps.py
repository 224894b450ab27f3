"""What every scene does: have reports reviewed, wait for an outcome, wait for a message."""

from collections.abc import Callable

from corvid_chain import native
from corvid_chain.chain import Chain, Connection
from corvid_chain.spool import Incoming, Json, Outcome


class SmallSteps:
    """Each wait is bounded and raises when it is over."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain

    def reviewed(self, police: Connection, exports: dict[str, Json]) -> dict[str, bytes]:
        """By a trained colleague of that unit, by BVH number."""
        return native.reviewed(self._chain.tools, police, exports)

    def outcome(self, sender: Connection, name: str) -> Outcome:
        """Of a native file that was dropped."""
        return self._chain.wait_until(f"{name} has an outcome", lambda: sender.spool.outcome(name))

    def accepted(self, sender: Connection, name: str) -> Outcome:
        """Its receipt. Raises AssertionError when it was refused."""
        outcome = self.outcome(sender, name)
        assert outcome.accepted, f"{name} was refused with {', '.join(outcome.codes)}"
        return outcome

    def processed(self, sender: Connection, name: str) -> None:
        """Returns when the sender was told that the receiver's system has it."""
        def look() -> bool:
            status = sender.spool.status(name)
            return (status.get("status"), status.get("verwerking")) == ("afgeleverd", "verwerkt")
        self._chain.wait_until(f"{name} is processed", look)

    def arrives(self, receiver: Connection, kind: str,
                wanted: Callable[[Incoming], bool] = lambda one: True) -> Incoming:
        """The first message of this kind that is wanted."""
        def look() -> Incoming | None:
            return next((one for one in receiver.spool.incoming() if one.kind == kind and wanted(one)), None)
        return self._chain.wait_until(f"a {kind} arrives at {receiver.party.short}", look)
