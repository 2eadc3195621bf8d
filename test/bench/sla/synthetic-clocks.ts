import { OUTCOMES, ROLL_UPS } from '../../../libs/sla/roll-up/roll-ups.js';

const TICKETS = 1_000_000;
export const ZONE = 'Asia/Shanghai';
export const FROM = '2026-03-01';
export const TO = '2026-04-01';
export const CUSTOMER = 'customer-7';
const CUSTOMERS = 20_000;
const TECHNICIANS = 200;
const TEAMS = 12;

/** A number from 0 to `below` that depends on nothing but ticket and salt. */
const drawn = (salt: string, below: number): string =>
  `(abs(hashint8(ticket * 31 + hashtext('${salt}')::bigint)) % ${below})`;
const word = (words: readonly string[], salt: string): string =>
  `(ARRAY['${words.join("','")}'])[1 + ${drawn(salt, words.length)}]`;

/** All tickets of one month, with six clocks each, due at some hour of some day of it. */
export const FILL_CLOCKS = `
  INSERT INTO gongdan.sla_clock
    (run_id, subject_kind, subject_id, clock, cycle, state, policy_id, policy_version, calendar_id,
     calendar_version, started_at, first_started_at, due_at, counted_at, due_or_last_at, breached_at,
     ended_at, superseded, customer_id, technician_id, team, category, priority, tier, region,
     workflow, last_recorded_at)
  SELECT 'ticket-' || ticket || '#' || clock || '#1', 'ticket', 'ticket-' || ticket, clock, 1, state,
         'house', 1, 'office', 1, due - interval '6 hours', due - interval '6 hours', due, due, due,
         CASE WHEN state IN ('missed', 'breached') THEN due END,
         CASE WHEN state IN ('met', 'missed') THEN due END, false,
         'customer-' || ${drawn('customer', CUSTOMERS)}, technician,
         'team-' || (substring(technician FROM 12)::int % ${TEAMS}), category,
         ${word(['urgent', 'high', 'normal', 'normal', 'normal', 'low'], 'priority')},
         ${word(['key', 'major', 'ordinary', 'ordinary', 'potential'], 'tier')},
         ${word(['urban', 'urban', 'suburban', 'island'], 'region')}, category, due
    FROM (SELECT ticket, clock,
                 timestamptz '2026-03-01T00:00:00+08:00'
                   + (${drawn('day', 31)} * interval '1 day') + (9 + ${drawn('hour', 8)}) * interval '1 hour' AS due,
                 'technician-' || ${drawn('technician', TECHNICIANS)} AS technician,
                 ${word(['paid', 'paid', 'contract', 'free', 'internal'], 'category')} AS category,
                 CASE WHEN abs(hashtext(clock || ticket)) % 100 < 90 THEN 'met'
                      WHEN abs(hashtext(clock || ticket)) % 100 < 97 THEN 'missed'
                      WHEN abs(hashtext(clock || ticket)) % 100 < 98 THEN 'breached'
                      ELSE 'cancelled' END AS state
            FROM generate_series(1, ${TICKETS}) ticket,
                 unnest(ARRAY['acknowledge','dispatch','arrival','resolution','invoice','survey']) clock) drawn`;

/** The counters as the consumer leaves them. */
export const FILL_ROLL_UPS = ROLL_UPS.map(({ table, dimensions }) => {
  const keys = dimensions.map((name) =>
    name === 'technician' ? `coalesce(technician_id, '')` : `coalesce(${name}, '')`,
  );
  const counts = OUTCOMES.map((outcome) => `count(*) FILTER (WHERE state = '${outcome}')`);
  return `INSERT INTO gongdan.${table} (day, ${[...dimensions, ...OUTCOMES].join(', ')})
    SELECT (counted_at AT TIME ZONE '${ZONE}')::date, ${[...keys, ...counts].join(', ')}
      FROM gongdan.sla_clock WHERE state IN ('${OUTCOMES.join("','")}')
     GROUP BY ${Array.from({ length: dimensions.length + 1 }, (_, index) => index + 1).join(', ')}`;
});
