"""Starts the web interface; the same as `solidarity serve`."""

from assistant.cli import main

if __name__ == "__main__":
    main(["serve"])
