"""How well journal entries are read, beside plain regular expressions."""
