"""What a runner says about themselves: the first five minutes, and the settings ever after."""
