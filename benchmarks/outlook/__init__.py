"""Are the chances of starting, finishing and flaring up right? `python -m benchmarks.outlook`."""
