"""Django's PostgreSQL for tests: quick to put back what migrations filled in."""
