"""Values as words: what a page may ask for in a sentence."""
