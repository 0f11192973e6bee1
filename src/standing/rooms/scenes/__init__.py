"""The police log of scenes, and the monthly report that is made from it."""
