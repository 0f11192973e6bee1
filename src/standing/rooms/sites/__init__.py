"""City property: every site, its areas, gates and signs, and who answers for it."""
