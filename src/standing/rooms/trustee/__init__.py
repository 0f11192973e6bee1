"""The trustee's room: it remembers random-looking tags, signs blinded tokens, and cannot tell who was helped."""
