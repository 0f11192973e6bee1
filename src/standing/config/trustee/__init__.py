"""The front gate of the trustee's process: a party of its own, without any of the City's rooms."""
