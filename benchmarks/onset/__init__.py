"""Does a model say beforehand where pain will begin? Measured run by run, against simple rules."""

import os

# One thread per worker: set before numpy loads, or its threads fight over the same two cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
