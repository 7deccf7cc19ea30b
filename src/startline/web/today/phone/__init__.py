"""What the phone keeps for when there is no network, and what it sends once there is one again."""
