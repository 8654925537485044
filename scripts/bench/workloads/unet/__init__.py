"""U-Net for 128 × 128 images: four times down and up again, from 64 to 1024 channels, two classes for each pixel.

Convolutions keep the size and BatchNorm follows each, as implementations of today have it; the paper's have neither.

Source: Ronneberger et al., U-Net: Convolutional Networks for Biomedical Image Segmentation.
"""
