"""What whoever runs the server has to know: no row here, and nothing of anybody."""
