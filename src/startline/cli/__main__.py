"""`python -m startline.cli` is `startline`."""

from startline.cli.main import main

main()
