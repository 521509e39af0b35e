"""Backups: the database and the files of a data folder, with a hash of each."""
