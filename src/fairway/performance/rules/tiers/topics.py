"""The keys of the language of tier programmes, and the page that says what each means."""

PAGE = "reference/tier-language"
TOPICS = frozenset(
    {
        "tiers", "title", "description", "language", "currency", "year_starts", "members", "types", "countries",
        "partners", "exclude", "each", "parts", "metrics", "id", "source", "window", "measure", "event", "only", "name",
        "take", "expires", "unit", "certificates", "of", "to", "within", "multipliers", "by", "factors", "otherwise",
        "categories", "items", "points", "target", "at_most", "levels", "requires", "metric", "at_least", "in",
        "positive", "any", "all", "path", "invitation", "unlocks", "price_list", "price_discount", "registration",
        "fund_rate", "benefits", "starts", "ends", "cost", "review", "promotion", "demotion", "months", "day",
        "qualify_within", "lock", "grace", "length", "progress", "recheck", "notice", "grandfathered", "one_step_down",
    }
)  # fmt: skip
"""Every key of the language; the help page has a heading for each."""
