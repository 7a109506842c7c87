"""Files as evidence, and papers made here: accept, keep unchanged, render.

Does not know what a paper is for, nor who may see it: the thing it belongs to decides that.
"""
