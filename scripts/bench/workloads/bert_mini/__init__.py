"""BERT's encoder with 4 layers, width 256, 4 heads: 64 tokens in, their mean gives two classes.

Norms follow the residual sums.

Source: Devlin et al., BERT; sizes of google/bert_uncased_L-4_H-256_A-4, with a vocabulary of 1000.
"""
