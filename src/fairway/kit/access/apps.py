from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "fairway.kit.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fairway.kit.access import receivers

        receivers.connect()
