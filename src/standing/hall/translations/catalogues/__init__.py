"""The words of the program itself: found in its code, kept in .po files, compiled to .mo files."""
