"""From the shares of a population to quotas (`steps` says how)."""
