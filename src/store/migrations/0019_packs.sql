-- A pack's rules change under its id: all bytes that cases rest on are kept, by their hash. `version` is what its
-- pack.yaml says, and `meaning` what the program made of them (it begins with the number of the way it was worked out;
-- null: not yet, or it cannot be): one version has one meaning. Files are kept as bytes, since a diagram may come in
-- UTF-16, which text cannot hold.

create table pack_file (
    hash  text  not null references pack,
    name  text  not null,
    bytes bytea not null,
    primary key (hash, name)
);

insert into pack_file select p.hash, f.key, convert_to(f.value, 'UTF8') from pack p, jsonb_each_text(p.files) f;

alter table pack
    drop column files,
    drop constraint one_content_per_pack_id,
    add column version int not null default 1 constraint versions_count_from_one check (version >= 1),
    add column meaning text;
create index pack_of_id on pack (id, version, recorded_at);
