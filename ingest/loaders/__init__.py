"""One loader a format; each turns a file into blocks and raises DocumentError when the file cannot be read."""
