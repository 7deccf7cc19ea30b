"""What outlives a server: backups and their return, moving, taking everything along, leaving."""
