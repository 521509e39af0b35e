"""One set-based job: read a file, map it, clean it, hash it, say what was refused. No Django."""
