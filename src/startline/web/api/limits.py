"""How often a program may ask, and how much it may send, in one place. Figures are our own."""

READS_A_MINUTE = 300  # of one runner, by all tokens together
WRITES_A_MINUTE = 60
MISSES_A_MINUTE = 20  # tokens and calendar addresses that nobody has, of one network address
MISS = "token_miss"
MOST_DEPTH = 20  # levels of a JSON body; a run has four
MOST_ON_A_PAGE = 200
ADVICE_RETRY_S = 5  # advice is worked out within seconds
