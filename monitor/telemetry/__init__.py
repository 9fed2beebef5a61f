"""What operators see of a running process: metrics, its own port for them, and traces."""
