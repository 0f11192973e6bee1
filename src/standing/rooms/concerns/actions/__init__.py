"""All that can be done: report and read answers, make keys, investigate, ask for names, destroy."""
