"""What it would take to put a pair into a best plan: the smallest changes, each solved again.

::

    pair --> every single change, and every two --> ruled out by a bound, or solved again
"""

from matcher.explain.takes.what import Option, WhatItTakes, what_would_it_take

__all__ = ["Option", "WhatItTakes", "what_would_it_take"]
