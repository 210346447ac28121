"""What stops a bench: not a missed goal, but a measurement that would mean nothing."""


class BenchError(RuntimeError):
    """Something that makes measuring impossible or pointless, with the details that tell why."""

    def __init__(self, what: str, **detail: object) -> None:
        super().__init__(what, detail)
        self.what, self.detail = what, detail

    def __str__(self) -> str:
        """One sentence."""
        return ": ".join([self.what, ", ".join(f"{name} {value}" for name, value in self.detail.items())])
