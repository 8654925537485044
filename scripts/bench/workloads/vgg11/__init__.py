"""VGG-11 for 32 × 32 images: eight convolutions with bias, five poolings, no BatchNorm, one dense layer to ten classes.

Source: Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, configuration A.
"""
