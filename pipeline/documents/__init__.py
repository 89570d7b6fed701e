"""Records -> documents: the district's summary, the casebook, the photos in it."""
