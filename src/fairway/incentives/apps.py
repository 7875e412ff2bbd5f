from django.apps import AppConfig


class IncentivesConfig(AppConfig):
    name = "fairway.incentives"
    label = "incentives"
    default_auto_field = "django.db.models.BigAutoField"
