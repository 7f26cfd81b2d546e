-- The packs that were kept, but those with a hash of $1, a JSON array: lower versions first, then what was kept first
select p.hash, p.id, p.version, coalesce(p.meaning, '') as meaning,
       coalesce((select jsonb_object_agg(f.name, encode(f.bytes, 'hex')) from pack_file f where f.hash = p.hash),
                '{}') as files
from pack p
where not p.hash = any(translate($1, '[]', '{}')::text[])
order by p.id, p.version, p.recorded_at, p.hash
