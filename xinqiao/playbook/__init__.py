"""The wording of the method: what we ask, say and propose, in Chinese and English side by side."""
