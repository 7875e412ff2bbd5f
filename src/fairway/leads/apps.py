from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "fairway.leads"
    label = "leads"
    default_auto_field = "django.db.models.BigAutoField"
