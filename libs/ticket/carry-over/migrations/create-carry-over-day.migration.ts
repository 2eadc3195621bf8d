import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The runs that carry tickets over to a working day: one row each, by which they are resumed. */
export class CreateCarryOverDay1764000076000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA IF NOT EXISTS gongdan');
    await runner.query(`
      CREATE TABLE gongdan.carry_over_day (
        day date PRIMARY KEY,
        begins_at timestamptz NOT NULL,
        previous_ended_at timestamptz NOT NULL,
        started_at timestamptz NOT NULL,
        finished_at timestamptz,
        after_ticket text NOT NULL DEFAULT '',
        not_dispatched integer NOT NULL DEFAULT 0,
        not_finished integer NOT NULL DEFAULT 0,
        left_out integer NOT NULL DEFAULT 0,
        failures integer NOT NULL DEFAULT 0,
        last_failure text,
        not_before timestamptz
      );
      COMMENT ON TABLE gongdan.carry_over_day IS
        'Working days that tickets were carried over to. Judged by this database’s clock.';
      COMMENT ON COLUMN gongdan.carry_over_day.begins_at IS
        'When the day began; started_at is when that was noticed: later, where no process ran.';
      COMMENT ON COLUMN gongdan.carry_over_day.after_ticket IS
        'Tickets up to this id are done: a run goes on behind it.';
      COMMENT ON COLUMN gongdan.carry_over_day.left_out IS
        'Tickets of which every try failed; last_failure tells of the last one.';
      COMMENT ON COLUMN gongdan.carry_over_day.not_before IS
        'Set after a failure: not tried again before.'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE gongdan.carry_over_day');
  }
}
