"""Files into typed rows, or findings. It judges nothing."""
