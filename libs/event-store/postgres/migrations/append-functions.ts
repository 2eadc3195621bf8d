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

/** What `status` means; a positive one is a conflict at that write of the append (1 = first). */
/** `known_version` where the writer remembers nothing. */
export const HEAD_UNKNOWN = -1;
/** SQLSTATE of a batch whose remembered heads led to a conflict, which may be none. */
export const STALE_HEAD = 'GD001';

export const STATUS_APPENDED = 0;
export const STATUS_REPLAYED = -1;
export const STATUS_KEY_REUSED = -2;

/** The commands of a batch whose keys were used before. */
export const KNOWN_COMMANDS_FUNCTION = `
CREATE FUNCTION gongdan.known_commands(commands gongdan.command_input[])
RETURNS TABLE (append int4, same boolean, prior text) LANGUAGE sql STABLE AS $function$
  SELECT c.append, c.fingerprint = k.fingerprint,
    '[' || c.append || ',' || k.position || ',' || k.outcome || ']'
  FROM unnest(commands) c JOIN gongdan.command k ON k.key = c.key
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
 * Keys that were used before are rare, and the primary key of gongdan.command finds them: unless
 * `careful`, only the keys of appends that met a conflict are looked up, and a repeat that met none fails
 * the batch (23505 on command_pkey), which is then sent again with `careful`.
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
  commands gongdan.command_input[],
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
  append_positions int8[];
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
    FOR known IN SELECT * FROM gongdan.known_commands(commands) LOOP
      statuses[known.append] :=
        CASE WHEN known.same THEN ${STATUS_REPLAYED} ELSE ${STATUS_KEY_REUSED} END;
      IF known.same THEN priors := priors || known.prior; END IF;
    END LOOP;
  END IF;

  versions := array_fill(0::int8, ARRAY[cardinality(write_streams)]);
  positions := array_fill(NULL::int8, ARRAY[cardinality(digests)]);
  event_versions := positions;
  hashes := array_fill(NULL::bytea, ARRAY[cardinality(digests)]);
  append_positions := array_fill(NULL::int8, ARRAY[cardinality(append_writes)]);
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
        append_positions[append_index] := last_position;
      END IF;
      event_index := event_index + write_events[w];
    END LOOP;
    write_index := write_end;
  END LOOP;

  IF has_conflict AND NOT careful THEN
    FOR known IN SELECT * FROM gongdan.known_commands(commands) LOOP
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
    INSERT INTO gongdan.event (
      position, stream, version, id, type, schema_version, occurred_at, recorded_at, actor,
      correlation_id, causation_id, customer_id, hash, data
    )
    SELECT
      e.position, e.stream, e.version, e.id, e.type, e.schema_version, e.occurred_at, recorded, e.actor,
      e.correlation_id, e.causation_id, e.customer_id, e.hash, e.data
    FROM unnest(events, positions, event_versions, hashes) e (
      stream, id, type, schema_version, occurred_at, actor, correlation_id, causation_id, customer_id,
      data, position, version, hash
    )
    WHERE e.position IS NOT NULL;
    IF cardinality(commands) > 0 THEN
      INSERT INTO gongdan.command (key, fingerprint, outcome, position, recorded_at)
      SELECT c.key, c.fingerprint, c.outcome, append_positions[c.append], recorded
      FROM unnest(commands) c WHERE append_positions[c.append] IS NOT NULL;
    END IF;
    PERFORM pg_notify('${LOG_CHANNEL}', last_position::text);
  END IF;
  busy_us := extract(epoch FROM clock_timestamp() - started) * 1000000;
END
$function$`;

/**
 * The same for a lone append of one event, never `careful`: no arrays to take apart, half the time for a
 * single caller.
 */
export const APPEND_ONE_FUNCTION = `
CREATE FUNCTION gongdan.append_one(
  stream text, expected int8, id uuid, type text, schema_version int4, occurred_at timestamptz,
  actor text, correlation_id text, causation_id text, customer_id text, digest bytea, data json,
  command_key text, fingerprint bytea, outcome json, known_version int8, known_hash bytea,
  OUT status int4, OUT version int8, OUT hash bytea, OUT first_position int8, OUT recorded_at_ms int8,
  OUT prior json, OUT busy_us int4
) LANGUAGE plpgsql VOLATILE AS $function$
#variable_conflict use_variable
DECLARE
  started timestamptz;
  recorded timestamptz;
  known record;
BEGIN
  PERFORM pg_advisory_xact_lock(${APPEND_LOCK_KEY});
  started := clock_timestamp();
  status := ${STATUS_APPENDED};
  version := known_version;
  hash := known_hash;
  IF version = ${HEAD_UNKNOWN} THEN
    SELECT e.version, e.hash INTO version, hash
      FROM gongdan.event e WHERE e.stream = append_one.stream ORDER BY e.version DESC LIMIT 1;
    version := coalesce(version, 0);
  END IF;
  IF expected <> version AND expected <> ${EXPECTED_ANY}
    AND NOT (expected = ${EXPECTED_EXISTS} AND version > 0) THEN
    IF known_version <> ${HEAD_UNKNOWN} THEN
      RAISE EXCEPTION 'the remembered head of a stream is out of date' USING ERRCODE = '${STALE_HEAD}';
    END IF;
    status := 1;
    IF command_key IS NOT NULL THEN
      SELECT k.same, k.prior INTO known
        FROM gongdan.known_commands(ARRAY[ROW(1, command_key, fingerprint, '{}')::gongdan.command_input]) k;
      IF FOUND THEN
        status := CASE WHEN known.same THEN ${STATUS_REPLAYED} ELSE ${STATUS_KEY_REUSED} END;
        prior := '[' || known.prior || ']';
      END IF;
    END IF;
    RETURN;
  END IF;
  SELECT e.position + 1, e.recorded_at INTO first_position, recorded
    FROM gongdan.event e ORDER BY e.position DESC LIMIT 1;
  first_position := coalesce(first_position, 1);
  recorded := greatest(recorded, date_trunc('milliseconds', clock_timestamp()));
  recorded_at_ms := extract(epoch FROM recorded) * 1000;
  hash := sha256(coalesce(hash, '') || digest
    || int8send(first_position) || int8send(version + 1) || int8send(recorded_at_ms));
  INSERT INTO gongdan.event (
    position, stream, version, id, type, schema_version, occurred_at, recorded_at, actor,
    correlation_id, causation_id, customer_id, hash, data
  ) VALUES (
    first_position, stream, version + 1, id, type, schema_version, occurred_at, recorded, actor,
    correlation_id, causation_id, customer_id, hash, data
  );
  IF command_key IS NOT NULL THEN
    INSERT INTO gongdan.command (key, fingerprint, outcome, position, recorded_at)
      VALUES (command_key, fingerprint, outcome, first_position, recorded);
  END IF;
  PERFORM pg_notify('${LOG_CHANNEL}', first_position::text);
  busy_us := extract(epoch FROM clock_timestamp() - started) * 1000000;
END
$function$`;
