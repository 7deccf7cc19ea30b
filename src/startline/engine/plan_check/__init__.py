"""The independent checker: every hard limit, read once more over a plan before it leaves.

Written from the contract and the safety invariants alone. It shares values with the planner
(runs, limits, days) and no rule: what both must agree on is worked out here a second time, in
whole millimetres and milliseconds, so that one misreading cannot pass both.
"""

from startline.engine.plan_check.breach import Breach
from startline.engine.plan_check.checker import breaches

__all__ = ["Breach", "breaches"]
