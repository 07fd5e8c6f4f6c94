"""The commands of `solidarity`, and what they print."""
