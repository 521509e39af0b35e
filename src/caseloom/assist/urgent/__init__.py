"""How soon somebody has to read a tip: what cannot wait, with the words that say so."""
