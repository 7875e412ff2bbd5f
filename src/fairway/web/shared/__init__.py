"""The common base of both workspaces: look, components, lists, charts, permissions, error pages.

A page in short (`{% load fairway %}`; see it all at /styleguide/):

    {% extends "staff/base.html" %}{% load fairway %}
    {% block title %}Partners{% endblock title %}
    {% block breadcrumbs %}{% breadcrumbs "Partners" partners_url "Alpine" %}{% endblock breadcrumbs %}
    {% block header %}{% page_header "Partners" lead="…" help="how-to/…" %}buttons{% endpage_header %}
    {% block content %}…{% endblock content %}

Base templates: `shared/base.html` (blocks title, head, space_name, search, who, account_menu, navigation, breadcrumbs,
header, content, main_class, help_address), `shared/entrance.html` (title, content) for pages before sign-in,
`shared/error.html`. A workspace's own base fills `navigation` with `{% nav_item "staff:partners" "Partners" icon
right="partners.view" count=n exact=False %}` inside `<div class="nav__group"><p class="nav__title">`.

Filters: money, amount (no currency), number, percent, day, moment, since:now, file_size, shown; `actor|may:"right"`.
Blocks (end with `end…`): page_header title lead help state; panel title note link link_text flush decide; notice tone
title; empty title text icon; confirm label action title text button reason(required|optional|none) tone icon inline.
Leaves: listing list · table list dense · cell value · badge state tone · stat label value link note tone · tabs items ·
facts items rows · waiting items · timeline events · progress done total label note poll tone name · step_ladder steps ·
gauge value steps name low gap · chart figure beside · diff rows left right code · code text problems · problems items ·
code_editor field problems check · field bound hint · form_errors form · file_drop bound title hint · icon name size
label · breadcrumbs label address … label · help_address page. Their rows are in `components` (Badge, Step, Event,
Waiting, Problem, compare_lines).

Layout classes: stack, stack--tight, columns, with-aside (+ with-aside__aside), row, stats, form, form__pair,
form__actions, statement(__head __title __section __total __seal), prose, button (--primary --danger --quiet --small),
soft, small, number, mono, push, measure; tables made by hand: `table table--cards` inside `table-frame`, cells
`is-number`, `is-key`, with `data-label`.

Lists: `lists.answer(request, template, LISTING, rows, row=…, saved=saved_views.of(actor, name), context={})`.
Charts: `charts.bars(points, title=, label_head=, value_head=)`, `charts.lines(…)`, points are `charts.Point`.
Addresses: `page(route, view, name=, right=, kinds=STAFF)` of `permissions`; a URL without it answers no one.
Context of every page: actor, signed_in, workspace, theme, now; set `refresh_seconds` on pages whose progress runs.
"""
