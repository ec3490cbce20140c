"""Open data: a data package for each month, with what it means, where it stands, and how it may be used.

`package` makes the files of a month, `catalogue` what leads to them. Doors hand them out; nothing here knows a request.
"""
