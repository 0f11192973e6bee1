"""Instruments, clauses, duties, evidence, and the status that follows from them."""
