"""The book of deeds: no deed without a record, and no record that can be changed unseen."""
