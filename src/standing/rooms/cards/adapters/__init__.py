"""Ways to an issuer: files, HTTP, and a simulator of one."""
