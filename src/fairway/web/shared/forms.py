"""Forms look alike everywhere: `{{ form }}` renders each field as the `field` tag does."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """The setting FORM_RENDERER names this class; widgets keep Django's own templates."""

    form_template_name = "shared/forms/form.html"
    field_template_name = "shared/forms/field.html"
