-- Heads of the trace are append-only.
create or replace function keep_trace_heads() returns trigger language plpgsql as $$
begin
    raise exception 'the trace is append-only' using errcode = 'restrict_violation';
end
$$;
create or replace trigger trace_heads_stay before update or delete on trace_head
    for each row execute function keep_trace_heads();
create or replace trigger trace_heads_stay_all before truncate on trace_head
    for each statement execute function keep_trace_heads();
