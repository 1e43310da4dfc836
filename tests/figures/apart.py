"""Which texts of a drawing lie on others."""

from collections.abc import Sequence

import numpy as np
from matplotlib.transforms import Bbox


def overlapping(boxes: Sequence[Bbox]) -> list[tuple[int, int]]:
    """Return the places of the boxes that share half a pixel or more, in pairs."""
    if not boxes:
        return []
    left, low, right, high = np.array([box.extents for box in boxes]).T
    wide = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    tall = np.minimum.outer(high, high) - np.maximum.outer(low, low)
    return [(int(one), int(other)) for one, other in np.argwhere(np.triu(np.minimum(wide, tall) >= 0.5, 1))]
