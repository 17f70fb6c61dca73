"""How the admin writes days and times where they differ from Django's: as the pages do, by 24 hours."""
