"""Every limit on files that come in, in one place: what a file may cost, what a run may be.

Sources: OWASP ASVS 5 for stating limits in one place; the figures are our own targets.
"""

from __future__ import annotations

# What one file may cost.
MOST_UNPACKED_BYTES = 64 * 1024 * 1024  # of one activity file, after its one layer of gzip
MOST_HELD_BYTES = 8 * 1024 * 1024  # of one file, unpacked once and held; 60 hours of FIT
MOST_POINTS = 500_000  # in one file: 5.8 days at one a second
MOST_LEGS = 100  # tracks, activities or sessions in one file; a triathlon has five
MOST_DEPTH = 100  # of nested XML elements; TCX needs about 10
MOST_DEVICE = 80  # characters of a device's name
MOST_TEXT = 1_000  # characters kept of one XML element; a time needs about 30
# Read at a time, so that memory does not grow with the file. Not less: expat looks again at an
# unfinished comment with every chunk; 60 MB of comment cost 19 s at 64 KiB and 1.4 s at this.
CHUNK_BYTES = 1024 * 1024
CPU_S = 30  # processor seconds for one file, in the child process
WALL_S = 90  # seconds by the clock for one file: a stuck disk uses no processor
MEMORY_MIB = 512  # address space of the child process
FITFAST_MOST_BYTES = 4 * 1024 * 1024  # it holds every message at once, about 40 times the file

# What an archive may be. 2,500 recordings of an hour are about 100 MB.
MOST_ARCHIVE_BYTES = 1024**3  # as it lies on the disk
MOST_ARCHIVE_UNPACKED_BYTES = 4 * 1024**3  # of the entries we open
MOST_ENTRIES = 20_000
MOST_ENTRY_LIST_BYTES = 8 * 1024 * 1024  # 400 bytes an entry; names are about 40
MOST_RATIO = 200  # unpacked to packed of one entry; real recordings stay below 30

# What a table may be.
MOST_ROWS = 100_000
MOST_COLUMNS = 1_000  # Strava writes 103
MOST_CELL = 1024 * 1024  # characters; Strava's longest description has about 65,000
FAR_FOR_YOU = 3.0  # times the longest run of the month before: a slip of unit or comma (I24)
FAR_DAYS = 30

# What a point may be.
MOST_SPEED_M_PER_S = 12.0  # faster than the fastest sprinter over any stretch: a leap of the GPS
CLOCK_TICK_S = 1.0  # times are cut to whole seconds, so two points may lie this much further apart
MOST_GAP_S = 24 * 3600  # between two points; a longer one is a broken clock, not a pause
STRAYS_THAT_AGREE = 5  # refused points in a row that fit each other: the recorder really is there
MOST_SPEED_GAP_S = 10.0  # over a longer silence a speed says nothing about the distance
LEAST_MOVING_M_PER_S = 0.5  # slower than this is standing, by convention
MOVING_WINDOW_S = 5.0  # speed is judged over this long: many watches update distance in steps
FROM_ZERO_M = 100.0  # a distance stream starting below this began at nought
MOST_BAD_SHARE = 0.02  # of the points; beyond it a person should look (I22)

# What a run may be.
MOST_DISTANCE_KM = 500.0  # the case format's own maximum
LEAST_PACE_S_PER_KM = 120.0  # nobody has run a kilometre in two minutes
MOST_DURATION_MIN = 10 * 24 * 60.0  # ten days: longer is a watch somebody forgot to stop
MOST_DAYS_AHEAD = 3 * 366  # three years: a wrong clock, not a plan
MISMATCH_SHARE = 0.20  # between the device's distance and the track's (I23)

# When two recordings are the same run (I18).
SAME_START_S = 60.0
SAME_DURATION_SHARE = 0.02
SAME_DISTANCE_SHARE = 0.03
