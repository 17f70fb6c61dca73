"""Django's SQLite, but that a test database begins as a copy of one that is migrated already."""
