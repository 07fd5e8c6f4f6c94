"""For those who change the assistant: fits weights, measures what each part is worth, on development data."""
