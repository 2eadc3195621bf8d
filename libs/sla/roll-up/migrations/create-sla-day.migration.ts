import type { MigrationInterface, QueryRunner } from 'typeorm';

const COUNTERS: Readonly<Record<string, readonly string[]>> = {
  sla_day_clock: ['clock', 'category', 'priority'],
  sla_day_team: ['clock', 'category', 'priority', 'team'],
  sla_day_region: ['clock', 'category', 'priority', 'region', 'tier'],
  sla_day_technician: ['clock', 'team', 'technician'],
  sla_day_team_customers: ['clock', 'region', 'tier', 'team'],
  sla_day_technician_category: ['clock', 'category', 'technician'],
  sla_day: ['clock', 'category', 'priority', 'region', 'tier', 'team', 'workflow'],
  sla_day_technician_work: ['clock', 'category', 'priority', 'team', 'technician'],
};

/** Counters of verdicts by the day on which clocks were due. */
export class CreateSlaDay1764000074000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA IF NOT EXISTS gongdan');
    for (const [table, dimensions] of Object.entries(COUNTERS)) {
      await runner.query(`
        CREATE TABLE gongdan.${table} (
          day date, ${dimensions.map((name) => `${name} text`).join(', ')},
          met integer NOT NULL, missed integer NOT NULL, breached integer NOT NULL,
          PRIMARY KEY (day, ${dimensions.join(', ')})
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE gongdan.${table} IS
          'Verdicts by the local day on which clocks were due. Empty text: the clock had no such value.'`);
    }
    await runner.query(`
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
      COMMENT ON TABLE gongdan.sla_day_run IS
        'What each run of a clock is counted as now: what is to be taken off when it changes.';
      COMMENT ON TABLE gongdan.sla_day_basis IS
        'What the counters are made by. Where it differs from the settings, they are counted anew.'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = [...Object.keys(COUNTERS), 'sla_day_run', 'sla_day_basis'];
    await runner.query(`DROP TABLE ${tables.map((table) => `gongdan.${table}`).join(', ')}`);
  }
}
