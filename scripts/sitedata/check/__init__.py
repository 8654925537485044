"""Rules across rows. In: a data set. Out: findings."""
