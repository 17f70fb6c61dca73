"""How well and how fast search finds: articles and questions from files or made here, on either database."""
