"""The words in a picture."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

from sortition.report.drawing import Picture


def texts(picture: Picture) -> list[str]:
    """All texts; letters are only found with the fixture `with_text`."""
    root = ElementTree.fromstring(picture.svg)
    return ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
