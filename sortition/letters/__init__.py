"""The letters themselves: salutations, addresses, sign-up codes, tables to mail from, PDF."""
