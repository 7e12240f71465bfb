"""Open data: one scored snapshot as a table that anyone may publish, with the small cells withheld."""
