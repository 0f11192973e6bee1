"""Who may enter, in which role, for which department; and how they prove who they are."""
