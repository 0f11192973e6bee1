"""Where the fonts lie that were laid down at set-up: beside the packages, so that one `make clean` removes both."""

import sys
from pathlib import Path

FONTS = Path(sys.prefix) / "share" / "standing" / "fonts"
