"""What studies cost, how they scale, and what they find: `python -m benchmarks.studies`."""

import os

# One thread per worker: set before numpy loads, or its threads fight over the same cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
