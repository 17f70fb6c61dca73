"""What the site knows of a question, put together once and written as a page, as text or as data."""
