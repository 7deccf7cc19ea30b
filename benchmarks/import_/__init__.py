"""What an import costs, and whether it reads what it should: `python -m benchmarks.import_`."""
