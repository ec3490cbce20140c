"""Every figure, once: what a measure counts, for all kelurahan in one reading of the database.

`facts` is one reading of a month, `acts` says which rows count as somebody's taking part, `people`, `offices`
and `residents` count them, `catalogue` lists the twelve measures and puts their counts together for the score;
`counters` compares what pages show with the rows behind it.
"""
