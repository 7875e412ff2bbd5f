"""The common base of both workspaces, as a Django app: its templates, styles and tags."""

from django.apps import AppConfig


class SharedConfig(AppConfig):
    name = "fairway.web.shared"
    label = "shared"
