"""Catalogues of the words on the pages."""
