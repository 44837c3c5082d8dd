"""What it would take to put a pair into a best plan: the smallest changes, each solved again."""
