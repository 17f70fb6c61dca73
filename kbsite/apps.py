from django.apps import AppConfig


class KbsiteConfig(AppConfig):
    name = "kbsite"
