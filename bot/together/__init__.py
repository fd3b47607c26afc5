"""What several people do together: the aux, blends, taste. Kept in the database."""
