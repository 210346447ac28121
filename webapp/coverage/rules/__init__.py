"""Rules of presence, coverage, need and forecast [S4], as plain functions: values in, results with reasons out."""

from webapp.coverage.rules.presence import (
    EVIDENCE_KINDS_NEEDED,
    PRESENT_STAGES,
    STAGES,
    STALE_AFTER_YEARS,
    Coverage,
    CoveragePoint,
    NeighbourhoodState,
    Tally,
    Target,
    check_stage_change,
    check_target,
    evidence_short,
    is_stale,
    summarise,
    target_share,
    years_before,
)

__all__ = [
    "EVIDENCE_KINDS_NEEDED",
    "PRESENT_STAGES",
    "STAGES",
    "STALE_AFTER_YEARS",
    "Coverage",
    "CoveragePoint",
    "NeighbourhoodState",
    "Tally",
    "Target",
    "check_stage_change",
    "check_target",
    "evidence_short",
    "is_stale",
    "summarise",
    "target_share",
    "years_before",
]
