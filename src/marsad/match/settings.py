"""What a desk may set in matching: thresholds, windows, and the weight of each part of a score.

All weights are in bits: one bit more doubles the odds that two tellings are of one event. They were set on
benchmarks/match_events.py (made-up events of other regions, gold en, ar and pairs; 2026-11); do not tune one alone.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class EventWeights:
    """Bits for and against, by part of the score.

    `base` is where two tellings of one block start: most are of different events.
    """

    base: float = -6.5
    same_day: float = 4.5
    one_day_off: float = 1.0
    day_off: float = -2.5
    undated: float = 1.0
    same_place: float = 4.5
    same_name: float = 5.0
    beside: float = -2.0
    holds: float = 2.0
    other_name: float = -5.5
    other_unit: float = -3.0
    other_region: float = -9.0
    same_doer: float = 1.5
    related_doer: float = 0.8
    other_doer: float = -2.5
    same_victim: float = 1.5
    related_victim: float = 0.8
    other_victim: float = -2.5
    same_trait: float = 1.5
    other_trait: float = -0.8
    same_type: float = 1.0
    near_type: float = -0.3
    other_type: float = -3.5
    same_tactic: float = 1.2
    near_tactic: float = 0.3
    other_tactic: float = -2.0
    near_count: float = 0.3
    far_count: float = -3.0
    text: float = 5.0
    same_publisher: float = -2.0
    translation: float = 1.5
    update: float = 1.0
    reports_agree: float = 1.5


@dataclass(frozen=True, slots=True)
class MatchSettings:
    """Thresholds of the event matcher.

    `accept` bits and over joins two tellings; from `doubt` up to `accept` a pair waits for a person. `copy_share` is
    the share of five-word runs that two reports have in common when one is taken for a copy of the other.
    `largest_block` bounds how many tellings are compared with each other before finer keys are asked for.
    """

    accept: float = 2.5
    doubt: float = 0.0
    copy_share: float = 0.5
    largest_block: int = 250
    undated_days: int = 3
    update_days: int = 14
    background_days: int = 60
    weights: EventWeights = field(default_factory=EventWeights)
