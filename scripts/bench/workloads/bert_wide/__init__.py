"""The encoder of ``bert_mini`` with 2 layers, width 768, 12 heads.

These are BERT-base's layers, large enough that arithmetic dominates.
"""
