"""Is a group coming back: series, rules, alarm budget, back-test."""
