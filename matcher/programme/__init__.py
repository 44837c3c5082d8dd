"""Programme files: who may take part, how exchanges are shaped, what counts, which rules hold."""

from matcher.programme.check import check_programme
from matcher.programme.models import Programme
from matcher.programme.read import list_programmes, read_programme

__all__ = ["Programme", "check_programme", "list_programmes", "read_programme"]
