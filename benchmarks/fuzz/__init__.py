"""Everything that reads what strangers wrote, given what nobody wrote.

    make fuzz                                # ten minutes for each reader
    make fuzz SECONDS=60 ARGS="--only fit"   # shorter, one of them

Each reader runs in a process of its own with a limit on memory. Inputs are whole files changed at
random; where atheris is installed (`.venv/bin/pip install atheris`) they are led by which lines of
ours they reach. A fault is whatever is not said in the reader's own words: any exception but its
refusals, an answer that breaks off, or one input that takes too long. Inputs that made one are kept
in the folder `.fuzz`, and a fault that was mended becomes a test.
"""
