"""Writing the site beside the pages: frozen states, and the archive that keeps them."""
