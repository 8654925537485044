"""A recommender after DLRM: 13 numbers and 26 bags of four categories each, whose vectors are multiplied in pairs.

Each bag has a table of 50,000 rows of 16: nearly all parameters are in tables of which a batch touches few rows.

Source: Naumov et al., Deep Learning Recommendation Model for Personalization and Recommendation Systems; 13 numbers and
26 categories are those of Criteo's data, 16 columns and the layers' widths those of the authors' run on them.
"""
