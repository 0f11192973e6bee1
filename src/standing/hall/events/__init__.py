"""How news travels up: a room below emits, whoever listens above is told once the deed is committed."""
