"""GPT-2 small: 12 layers of width 768 with 12 heads, norms before each part; the token table is the last layer too.

It trains on the next token of each position. To write a text, ``prefill`` reads a prompt and keeps the keys and values
of its tokens, and ``decode`` adds one token to them; both give the logits of what comes next.

Source: Radford et al., Language Models are Unsupervised Multitask Learners, with the sizes of the released model.
"""
