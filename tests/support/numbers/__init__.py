"""Reads every number of every output back, and holds it against plan.json."""
