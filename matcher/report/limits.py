"""How much of a large plan stands on the page; the rest is in the files beside it.

A few thousand elements are what a browser scrolls and prints without trouble, and what a reader
may look through. Nothing is left out silently: each list says how much more there is, and where.
"""

from __future__ import annotations

# Exchanges set out in full, the best by score; the table lists all of them.
CARDS = 200
# Cities of one side in the table of cities.
CITIES = 1000
# Cities under one reason among those in no pair.
REASONS = 500
# Caps on groups of cities.
CAPS = 500
# Rows of the proof; the smallest are summed in one.
PROOF_ROWS = 1000
# Remarks on the profiles.
REMARKS = 200
# Exchanges that "what if" knows, the first ones; the filters know all.
ASKED = 300
