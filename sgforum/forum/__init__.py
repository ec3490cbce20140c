"""Communication forums: topics, posts, support, official answers with an outcome and a date."""
