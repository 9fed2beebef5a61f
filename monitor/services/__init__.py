"""What runs for ever: one module per service, each started by the composition root in `monitor.bootstrap`."""
