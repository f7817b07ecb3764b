"""How dates and figures read in Chinese."""

DATE_FORMAT = "Y 年 n 月 j 日"
MONTH_DAY_FORMAT = "n 月 j 日"
SHORT_DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y 年 n 月 j 日 H:i"
SHORT_DATETIME_FORMAT = "n 月 j 日 H:i"
TIME_FORMAT = "H:i"
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
