-- What receipt codes are worked out from, as hex
select encode(value, 'hex') as secret from setting where name = 'receipt-secret'
