"""LocalStack on a host without Docker, for Tallyflow's local stage."""
