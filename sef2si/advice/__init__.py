"""Pure reasoning over records: what is worth a second look. Knows neither the store nor the journey."""
