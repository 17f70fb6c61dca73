"""Django's SQLite for tests: begun as a copy of a migrated file, and quick to put back to that."""
