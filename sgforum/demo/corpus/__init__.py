"""The example city's words and timetable: typed data and pure composers, no database and no clock."""
