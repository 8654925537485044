"""What runs inside a release of 2018 as well as inside today's: Python 3.6 and NumPy alone, and the release itself."""
