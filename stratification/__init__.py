"""Who may sit together: pools, quotas and what they allow. No chance in here."""
