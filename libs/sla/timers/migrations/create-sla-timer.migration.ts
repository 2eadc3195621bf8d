import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is to happen when only time passes. */
export class CreateSlaTimer1764000070000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA IF NOT EXISTS gongdan');
    await runner.query(`
      CREATE TABLE gongdan.sla_timer (
        subject_id text NOT NULL,
        clock text NOT NULL,
        cycle integer NOT NULL,
        subject_kind text NOT NULL,
        due_at timestamptz NOT NULL,
        not_before timestamptz,
        failures integer NOT NULL DEFAULT 0,
        last_failure text,
        PRIMARY KEY (subject_id, clock, cycle)
      ) WITH (fillfactor = 70);
      CREATE INDEX sla_timer_due ON gongdan.sla_timer (due_at);
      CREATE INDEX sla_timer_failing ON gongdan.sla_timer (not_before) WHERE failures > 0;
      COMMENT ON TABLE gongdan.sla_timer IS
        'The next moment of every running clock: a warning or the breach. Judged by this database’s clock.';
      COMMENT ON COLUMN gongdan.sla_timer.not_before IS
        'Set after a failure: not tried again before.'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE gongdan.sla_timer');
  }
}
