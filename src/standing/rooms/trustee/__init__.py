"""The trustee's room: evaluates, remembers random-looking tags, signs blinded tokens, and cannot tell who was helped."""
