"""Until when a column is kept, in the words that the data inventory shows."""

from typing import Final

ROUND: Final = "as long as the log, for anybody may check the round"
DESTROYED: Final = "until the day the manifest names"
MIDNIGHT: Final = "until midnight of the round's own day"
