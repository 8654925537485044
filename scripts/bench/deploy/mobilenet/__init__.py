"""A small MobileNetV2: six inverted residuals with depthwise convolutions and ReLU6 on 32 × 32 images, ten classes.

Source: Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks.
"""

STAGES = ((16, 16, 1), (16, 24, 2), (24, 24, 1), (24, 32, 2), (32, 32, 1), (32, 64, 2))
"""Channels in, channels out and stride of each block."""
EXPANSION = 6
LAST = 256
