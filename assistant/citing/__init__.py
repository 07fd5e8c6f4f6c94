"""How places and works are written down."""
