"""Who has read exactly which text, and when: people, firms and staff, one way for all rooms."""
