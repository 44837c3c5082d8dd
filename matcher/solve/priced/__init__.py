"""Large instances: prices over a shortlist of pairs, proved on all of them."""
