"""What becomes of pages once they are made: files of the site, and their Markdown copies."""
