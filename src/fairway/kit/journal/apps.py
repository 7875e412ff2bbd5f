from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "fairway.kit.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"
