"""Whether sources say what is said of them."""
