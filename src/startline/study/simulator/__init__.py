"""Runners whose truth is known, day by day.

Nothing here imports a model of the engine: it knows the engine's values (a run, a report, a
limit) and no more. `worlds` says in which ways a world may differ from what the engine supposes.
"""
