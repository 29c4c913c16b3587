"""Filling the open seats of a drawn panel: by a lottery, or by calling reserves in order.

`vacancy` says what is open and who can fill it, `nearest` what is missed where not all quotas can
be kept (`missed`), `lottery` makes the lottery, `publish` writes its record, `record` and `verify`
read and check it; `order` is the order in which reserves are called, `reserves` who fits, `single`
what that gives when one member leaves.
"""
