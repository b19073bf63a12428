"""Users, organisations, posts, roles, enforcement certificates, login, permissions."""
