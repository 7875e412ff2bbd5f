"""The sales lake: immutable Parquet files named by content, and the list of those in force.

Files are written whole before anybody lists them (:mod:`.writing`); accepting, replacing and compacting are one
transaction over the list (:mod:`.listing`), so a file is taken in exactly once whatever dies when. Reading goes
through a scan bound to the actor (:mod:`.scanning`): a partner's scan holds that partner's rows and no others. Files
nobody lists are swept; one that a kept run pinned never is (:mod:`.keeping`).
"""
