"""The whole plan, measured: time, distance to a long exact search, stability, and a rough crowd."""
