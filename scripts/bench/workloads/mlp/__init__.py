"""784 inputs, two hidden layers of 512 with ReLU, ten classes."""
