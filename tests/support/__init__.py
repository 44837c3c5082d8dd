"""What several tests share: made-up cities and programmes, and where the shared data is."""
