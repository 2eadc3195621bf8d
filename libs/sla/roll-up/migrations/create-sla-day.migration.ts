import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counters of verdicts by the day on which clocks were due. */
export class CreateSlaDay1764000074000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const counters = `met integer NOT NULL DEFAULT 0, missed integer NOT NULL DEFAULT 0,
      breached integer NOT NULL DEFAULT 0`;
    await runner.query('CREATE SCHEMA IF NOT EXISTS gongdan');
    await runner.query(`
      CREATE TABLE gongdan.sla_day (
        day date, clock text, category text, priority text, region text, tier text, team text,
        workflow text, ${counters},
        PRIMARY KEY (day, clock, category, priority, region, tier, team, workflow)
      ) WITH (fillfactor = 70);
      CREATE TABLE gongdan.sla_day_clock (
        day date, clock text, category text, priority text, ${counters},
        PRIMARY KEY (day, clock, category, priority)
      ) WITH (fillfactor = 70);
      CREATE TABLE gongdan.sla_day_technician (
        day date, clock text, category text, priority text, team text, technician text, ${counters},
        PRIMARY KEY (day, clock, category, priority, team, technician)
      ) WITH (fillfactor = 70);
      CREATE TABLE gongdan.sla_day_run (
        run_id text PRIMARY KEY,
        counted_at timestamptz,
        outcome text,
        cell text[]
      ) WITH (fillfactor = 70);
      CREATE TABLE gongdan.sla_day_basis (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        time_zone text NOT NULL,
        version integer NOT NULL
      );
      COMMENT ON TABLE gongdan.sla_day IS
        'Verdicts by the local day on which clocks were due. Empty text: the clock had no such value.';
      COMMENT ON TABLE gongdan.sla_day_run IS
        'What each run of a clock is counted as now: what is to be taken off when it changes.';
      COMMENT ON TABLE gongdan.sla_day_basis IS
        'What the counters are made by. Where it differs from the settings, they are counted anew.'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE gongdan.sla_day, gongdan.sla_day_clock,
      gongdan.sla_day_technician, gongdan.sla_day_run, gongdan.sla_day_basis`);
  }
}
