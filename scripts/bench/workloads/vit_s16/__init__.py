"""ViT-S/16 for 224 × 224 images: 196 patches, 12 layers of width 384 with 6 heads, norms before each part.

The mean of the patches gives the classes, without a token for the class; positions are learned.

Sources: Dosovitskiy et al., An Image is Worth 16x16 Words; Beyer et al., Better plain ViT baselines for ImageNet-1k.
"""
