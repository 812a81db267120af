"""From a delivered text to a conformed row: how exports are described, typed, judged and merged."""
