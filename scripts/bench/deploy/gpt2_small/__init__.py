"""GPT-2 small: 12 decoder layers of width 768 with 12 heads, a causal mask and tied embeddings; 64 tokens in.

Norms come before attention and before the dense layers. Its vocabulary is cut to 1000 tokens: a file then has 0.3 GB.

Source: Radford et al., Language Models are Unsupervised Multitask Learners.
"""

DEPTH, WIDTH, HEADS, LENGTH, VOCABULARY = 12, 768, 12, 64, 1000
EPSILON = 1e-5
