"""The clinician: what a runner shares, what may be seen and set, and who looked when."""
