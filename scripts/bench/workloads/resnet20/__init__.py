"""ResNet-20 for 32 × 32 images: nine blocks of two convolutions.

Where a stage changes, the shortcut is a 1 × 1 convolution.

Source: He et al., Deep Residual Learning for Image Recognition, section 4.2, with shortcut B.
"""
