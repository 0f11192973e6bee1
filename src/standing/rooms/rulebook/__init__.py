"""What staff may and may not do, rule by rule, with the law and counsel's approval."""
