"""One GRU layer of 128 units over 50 steps of 32 values; the last hidden state gives ten classes."""
