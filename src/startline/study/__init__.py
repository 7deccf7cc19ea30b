"""Many runners at once, for whoever doubts the model. Start at `run`; the list is in `studies`.

    studies      every study: what it asks, its sweeps over numbered runners, its page
    run          one study from start to page: what is there already, what is still to do
    work         runners handed out in chunks to a process pool or a Dask cluster
    parts        finished chunks and tables as Parquet
    simulator/   runners whose truth is known, written apart from the models of the engine
    policies     what a runner who hurts may do; one of them asks the engine
    compare      the study `policies`; beside it `calibration`, `backtest` and `sensitivity`

The simulator knows nothing of the engine's models (an import contract says so). Everything a
runner of a study does is a function of the seed and of the runner's number alone.
"""
