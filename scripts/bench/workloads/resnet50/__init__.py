"""ResNet-50 for 224 × 224 images: sixteen bottleneck blocks; the 3 × 3 convolution of a block has the stride.

Source: He et al., Deep Residual Learning for Image Recognition, table 1. The stride is where the model collections of
PyTorch and Flax have it today, known as version 1.5.
"""
