"""How days and times are written in each language, where Django would write them otherwise."""
