"""bochiso: the index of Decision 766/QĐ-TTg, from published figures to the signed report."""

__version__ = "0.1.0"
