"""Pictures of pages that `python -m docs.screenshots` took, or a note where there is none.

```{screenshot} eacac
What the picture shows.
```
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

FOLDER = Path(__file__).parents[1] / "_static" / "screenshots"


class Screenshot(SphinxDirective):
    """A picture for light and one for dark, with its caption."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        name, caption = self.arguments[0], " ".join(self.content)
        pictures = [(FOLDER / f"{name}-{look}.png", look) for look in ("light", "dark")]
        if not all(path.exists() for path, _ in pictures):
            note = f"{caption} (The picture is taken by `make docs` where Chromium is installed.)"
            return self.parse_text_to_nodes(f":::{{note}}\n{note}\n:::")
        shown: list[nodes.Node] = []
        for path, look in pictures:
            image = nodes.image(
                uri=f"/_static/screenshots/{path.name}",
                alt=caption,
                classes=[f"only-{look}", "screenshot"],
            )
            shown.append(image)
        words = self.parse_text_to_nodes(caption)
        return [*shown, nodes.container("", *words, classes=["screenshot-caption"])]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("screenshot", Screenshot)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
