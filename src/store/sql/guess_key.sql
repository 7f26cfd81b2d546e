-- What tells which bucket a name falls into, as hex
select encode(key, 'hex') as key from guess_key
