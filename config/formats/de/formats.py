"""How dates are written in German; the templates ask for these names."""

DATE_FORMAT = "j. F Y"
DATETIME_FORMAT = "j. F Y, H:i"
WEEKDAY_DATE_FORMAT = "l, j. F Y"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j. F"
