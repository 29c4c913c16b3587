"""Who gets a seat: `panel` is the first lottery and all draws, `refill` the replacement lottery,
`call` the reserves, `standbys` those chosen in advance, `rotation` the terms. `seats` has what
became of everybody, `chances` the total view; `pool` is what a draw sees, `export` and
`people_table` give it to who may have it; `reuse` and `room` are about the next assembly and the
others in the room.
"""
