"""For the language `en-gb`; what is not given here is Django's own."""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y, H:i"
