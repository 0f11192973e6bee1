"""Drills: what somebody would find who took everything, tried out with made-up families."""
