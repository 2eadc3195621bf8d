/**
 * Held by every append for the length of its transaction, so that positions are drawn in commit order.
 * The letters `gongdan` as a big-endian number. Whoever writes into gongdan.event must take it first:
 * `SELECT pg_advisory_xact_lock(29114442572915054)`.
 */
export const APPEND_LOCK_KEY = '29114442572915054';

/** Wakes readers; the payload is the position of the newest event. */
export const LOG_CHANNEL = 'gongdan_log';

/** What `expected_version` means to the functions below where it is no version. */
export const EXPECTED_ANY = -1;
export const EXPECTED_EXISTS = -2;

/** `known_version` where the writer remembers nothing. */
export const HEAD_UNKNOWN = -1;
/** SQLSTATE of a batch whose remembered heads led to a conflict, which may be none. */
export const STALE_HEAD = 'GD001';

/** What `status` means; a positive one is a conflict at that write of the append (1 = first). */
export const STATUS_APPENDED = 0;
export const STATUS_REPLAYED = -1;
export const STATUS_KEY_REUSED = -2;

/** What both functions write of an event `e`, and the members of gongdan.event_input. */
const COLUMNS = `position, stream, version, id, type, schema_version, occurred_at, recorded_at, actor,
      correlation_id, causation_id, customer_id, hash, data, command_key, command_fingerprint, command_outcome`;
const VALUES = `e.position, e.stream, e.version, e.id, e.type, e.schema_version, e.occurred_at, recorded, e.actor,
      e.correlation_id, e.causation_id, e.customer_id, e.hash, e.data, e.command_key, e.command_fingerprint,
      e.command_outcome`;
const INPUT = `stream, id, type, schema_version, occurred_at, actor, correlation_id, causation_id,
      customer_id, data, command_append, command_key, command_fingerprint, command_outcome`;

/** The commands of a batch whose keys were used before. */
export const KNOWN_COMMANDS_FUNCTION = `
CREATE FUNCTION gongdan.known_commands(events gongdan.event_input[])
RETURNS TABLE (append int4, same boolean, prior text) LANGUAGE sql STABLE AS $function$
  SELECT n.command_append, n.command_fingerprint = e.command_fingerprint,
    '[' || n.command_append || ',' || e.position || ',' || e.command_outcome || ']'
  FROM unnest(events) n
  JOIN gongdan.event e ON e.command_key = n.command_key AND e.command_key IS NOT NULL
$function$`;

/**
 * One batch of appends in one transaction. READ COMMITTED makes every statement after the lock see the
 * last commit; so `max(position) + 1` has neither holes nor doubles, and conflicts use nothing up.
 *
 * The loop works on the heads of the batch’s streams in memory, so that several appends to one stream fit
 * in one batch. `versions` answers, per write, the version that its stream had when it was tried.
 *
 * Heads that the writer remembers are not looked up. Out of date, they break the unique
 * (stream, version) or lead to a conflict: either fails the batch, which is then sent again without them.
 *
 * Keys that were used before are rare, and the unique event_command_key finds them: unless `careful`, only
 * the keys of appends that met a conflict are looked up, and a repeat that met none fails the batch (23505),
 * which is then sent again with `careful`.
 */
export const APPEND_BATCH_FUNCTION = `
CREATE FUNCTION gongdan.append_batch(
  streams text[],           -- every stream of the batch once
  known_versions int8[],    -- per stream: its version as the writer remembers it; ${HEAD_UNKNOWN} look it up
  known_hashes bytea[],     -- per stream: the hash of that version
  append_writes int4[],     -- per append: how many writes
  write_streams int4[],     -- per write: index into streams
  write_expected int8[],    -- per write: expected version, ${EXPECTED_ANY} any, ${EXPECTED_EXISTS} exists
  write_events int4[],      -- per write: how many events
  digests bytea[],          -- per event: SHA-256 of its content
  events gongdan.event_input[],
  careful boolean,
  OUT statuses int4[],      -- per append
  OUT versions int8[],      -- per write
  OUT hashes bytea[],       -- per event; NULL where it was not written
  OUT first_position int8,
  OUT recorded_at_ms int8,
  OUT prior json,           -- per replayed append: [append, position, outcome]
  OUT busy_us int4          -- how long this took, without the wait for the lock and the commit
) LANGUAGE plpgsql VOLATILE AS $function$
#variable_conflict use_column
DECLARE
  started timestamptz;
  last_position int8;
  recorded timestamptz;
  recorded_bytes bytea;
  head_versions int8[];
  head_hashes bytea[];
  positions int8[];
  event_versions int8[];
  priors text[];
  has_conflict boolean := false;
  status int4;
  write_index int4 := 0;
  write_end int4;
  event_index int4 := 0;
  slot int4;
  head int8;
  head_hash bytea;
  expected int8;
  known record;
BEGIN
  PERFORM pg_advisory_xact_lock(${APPEND_LOCK_KEY});
  started := clock_timestamp();
  SELECT l.position, l.recorded_at, h.versions, h.hashes
    INTO last_position, recorded, head_versions, head_hashes
    FROM (
      SELECT array_agg(coalesce(h.version, greatest(s.version, 0)) ORDER BY s.slot) AS versions,
        array_agg(coalesce(h.hash, s.hash) ORDER BY s.slot) AS hashes
      FROM unnest(streams, known_versions, known_hashes) WITH ORDINALITY s (stream, version, hash, slot)
      LEFT JOIN LATERAL (
        SELECT e.version, e.hash FROM gongdan.event e
        WHERE s.version = ${HEAD_UNKNOWN} AND e.stream = s.stream ORDER BY e.version DESC LIMIT 1
      ) h ON true
    ) h
    LEFT JOIN (
      SELECT e.position, e.recorded_at FROM gongdan.event e ORDER BY e.position DESC LIMIT 1
    ) l ON true;
  last_position := coalesce(last_position, 0);
  recorded := greatest(recorded, date_trunc('milliseconds', clock_timestamp()));
  recorded_at_ms := extract(epoch FROM recorded) * 1000;
  recorded_bytes := int8send(recorded_at_ms);
  first_position := last_position + 1;

  statuses := array_fill(${STATUS_APPENDED}, ARRAY[cardinality(append_writes)]);
  IF careful THEN
    FOR known IN SELECT * FROM gongdan.known_commands(events) LOOP
      statuses[known.append] :=
        CASE WHEN known.same THEN ${STATUS_REPLAYED} ELSE ${STATUS_KEY_REUSED} END;
      IF known.same THEN priors := priors || known.prior; END IF;
    END LOOP;
  END IF;

  versions := array_fill(0::int8, ARRAY[cardinality(write_streams)]);
  positions := array_fill(NULL::int8, ARRAY[cardinality(digests)]);
  event_versions := positions;
  hashes := array_fill(NULL::bytea, ARRAY[cardinality(digests)]);
  FOR append_index IN 1 .. cardinality(append_writes) LOOP
    write_end := write_index + append_writes[append_index];
    status := statuses[append_index];
    IF status = ${STATUS_APPENDED} THEN
      FOR w IN write_index + 1 .. write_end LOOP
        head := head_versions[write_streams[w]];
        expected := write_expected[w];
        versions[w] := head;
        IF expected <> head AND expected <> ${EXPECTED_ANY}
          AND NOT (expected = ${EXPECTED_EXISTS} AND head > 0) THEN
          IF known_versions[write_streams[w]] <> ${HEAD_UNKNOWN} THEN
            RAISE EXCEPTION 'the remembered head of a stream is out of date' USING ERRCODE = '${STALE_HEAD}';
          END IF;
          status := w - write_index;
          statuses[append_index] := status;
          has_conflict := true;
          EXIT;
        END IF;
      END LOOP;
    END IF;
    FOR w IN write_index + 1 .. write_end LOOP
      IF status = ${STATUS_APPENDED} THEN
        slot := write_streams[w];
        head := head_versions[slot];
        head_hash := head_hashes[slot];
        FOR e IN event_index + 1 .. event_index + write_events[w] LOOP
          last_position := last_position + 1;
          head := head + 1;
          head_hash := sha256(head_hash || digests[e]
            || int8send(last_position) || int8send(head) || recorded_bytes);
          positions[e] := last_position;
          event_versions[e] := head;
          hashes[e] := head_hash;
        END LOOP;
        head_versions[slot] := head;
        head_hashes[slot] := head_hash;
      END IF;
      event_index := event_index + write_events[w];
    END LOOP;
    write_index := write_end;
  END LOOP;

  IF has_conflict AND NOT careful THEN
    FOR known IN SELECT * FROM gongdan.known_commands(events) LOOP
      CONTINUE WHEN statuses[known.append] <= 0;
      statuses[known.append] :=
        CASE WHEN known.same THEN ${STATUS_REPLAYED} ELSE ${STATUS_KEY_REUSED} END;
      IF known.same THEN priors := priors || known.prior; END IF;
    END LOOP;
  END IF;
  IF priors IS NOT NULL THEN
    prior := '[' || array_to_string(priors, ',') || ']';
  END IF;

  IF last_position >= first_position THEN
    INSERT INTO gongdan.event (${COLUMNS})
    SELECT ${VALUES}
    FROM unnest(events, positions, event_versions, hashes) e (${INPUT}, position, version, hash)
    WHERE e.position IS NOT NULL;
    PERFORM pg_notify('${LOG_CHANNEL}', last_position::text);
  END IF;
  busy_us := extract(epoch FROM clock_timestamp() - started) * 1000000;
END
$function$`;

/**
 * A batch of which the writer knows the heads of all streams, and that all expectations agree with them:
 * nothing is left to be looked up but the log's end. What the writer takes for granted is guarded: a head
 * that is out of date breaks the unique (stream, version), a key that was used before event_command_key.
 * Either fails the batch (23505), which is then sent to `append_batch` with `careful`.
 */
export const APPEND_KNOWN_FUNCTION = `
CREATE FUNCTION gongdan.append_known(
  versions int8[],          -- per event
  predecessors int4[],      -- per event: the one of this batch that precedes it in its stream; 0: none
  known_hashes bytea[],     -- per event: the hash of its stream's newest event, where predecessors says 0
  digests bytea[],          -- per event: SHA-256 of its content
  events gongdan.event_input[],
  OUT hashes bytea[],       -- per event
  OUT first_position int8,
  OUT recorded_at_ms int8,
  OUT busy_us int4          -- how long this took, without the wait for the lock and the commit
) LANGUAGE plpgsql VOLATILE AS $function$
#variable_conflict use_column
DECLARE
  ignored boolean; -- an expression costs less than the statement that PERFORM would be
  started timestamptz;
  recorded timestamptz;
  recorded_bytes bytea;
BEGIN
  ignored := pg_advisory_xact_lock(${APPEND_LOCK_KEY}) IS NULL;
  started := clock_timestamp();
  SELECT e.position + 1, e.recorded_at INTO first_position, recorded
    FROM gongdan.event e ORDER BY e.position DESC LIMIT 1;
  first_position := coalesce(first_position, 1);
  recorded := greatest(recorded, date_trunc('milliseconds', clock_timestamp()));
  recorded_at_ms := extract(epoch FROM recorded) * 1000;
  recorded_bytes := int8send(recorded_at_ms);
  hashes := known_hashes;
  FOR e IN 1 .. cardinality(digests) LOOP
    hashes[e] := sha256((CASE predecessors[e] WHEN 0 THEN hashes[e] ELSE hashes[predecessors[e]] END)
      || digests[e] || int8send(first_position + e - 1) || int8send(versions[e]) || recorded_bytes);
  END LOOP;
  INSERT INTO gongdan.event (${COLUMNS})
  SELECT ${VALUES}
  FROM (
    SELECT first_position + n.index - 1 AS position, n.*
    FROM unnest(events, versions, hashes) WITH ORDINALITY n (${INPUT}, version, hash, index)
  ) e;
  ignored := pg_notify('${LOG_CHANNEL}', (first_position + cardinality(digests) - 1)::text) IS NULL;
  busy_us := extract(epoch FROM clock_timestamp() - started) * 1000000;
END
$function$`;
