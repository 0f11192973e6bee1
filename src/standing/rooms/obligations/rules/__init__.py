"""What is true about duties without a database: dues, evidence, statuses, proofs, reminders."""
