"""Scores and permission together, tile by tile: what the solver of large pools reads.

Importing this module loads numba; only the large regime imports it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from matcher.candidates.rules import ROLES, PairRules
from matcher.candidates.tile_rules import SideRules, bar, bar_named
from matcher.scores.model import ScoreModel
from matcher.scores.tiles import ScoreTiles
from matcher.vectors.places import Places

Float32 = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]


class PairTiles:
    """Scores of permitted pairs, -inf elsewhere, of chosen left and right cities.

    Parameters
    ----------
    model : ScoreModel
    rules : PairRules
    rows, cols : ndarray of shape (r,), (c,), int64
        Positions on the left and right side, in any order.
    """

    dtype = np.dtype(np.float32)

    def __init__(self, model: ScoreModel, rules: PairRules, rows: IntArray, cols: IntArray) -> None:
        self.shape = (len(rows), len(cols))
        self._scores = ScoreTiles(model, rows, cols)
        self._minimum = np.float32(rules.programme.rules.minimum_score)
        self._rows = _side(rules, rules.left_places[rows], rules.left_roles[rows])
        self._cols = _side(rules, rules.right_places[cols], rules.right_roles[cols])
        self._plain = self._minimum <= 0 and not any(table.size for table in self._rows)
        self._start, self._column = np.empty((2, 0), dtype=np.int64)
        if rules.barred.nnz:
            barred = sparse.csr_array(rules.barred[rows][:, cols])
            barred.sort_indices()
            self._start = barred.indptr.astype(np.int64)
            self._column = barred.indices.astype(np.int64)

    def fill(self, top: int, bottom: int, left: int, right: int, out: Float32) -> None:
        """Write the scores of rows[top:bottom] with cols[left:right] into `out`.

        May be called from several threads at once, each with its own `out`.

        Parameters
        ----------
        out : ndarray of shape (bottom - top, right - left), float32, C-contiguous
            Whole numbers 0..1,000,000 afterwards, -inf where a pair is not permitted.
        """
        self._scores.fill(top, bottom, left, right, out)
        if not self._plain:
            bar(self._rows, self._cols, ROLES["peer"], self._minimum, top, left, out)
        if self._column.size:
            bar_named(self._start, self._column, top, left, out)


def _side(rules: PairRules, places: Places, roles: IntArray) -> SideRules:
    programme, nothing = rules.programme, slice(0)
    domestic = slice(None) if programme.rules.domestic == "forbidden" else nothing
    language = slice(None) if programme.language.mode == "require" else nothing
    return SideRules(
        country=places.country[domestic],
        languages=np.ascontiguousarray(places.languages.T[language]),
        role=roles[slice(None) if rules.roles_differ else nothing],
    )
