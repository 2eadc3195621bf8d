import pg from 'pg';

/** Answers of the database about who has which lease; each on a connection of its own, for it may be away. */
export class Probe {
  constructor(private readonly url: string) {}

  /** Raised whenever a relay takes the lease. */
  async relayEpoch(): Promise<number> {
    const [row] = await this.query<{ epoch: string }>('SELECT epoch FROM gongdan.relay');
    return Number(row?.epoch ?? 0);
  }

  /** By consumer; each is raised whenever a process takes its lease. */
  async epochsOf(consumers: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.query<{ name: string; epoch: string }>(
      'SELECT name, epoch FROM gongdan.consumer_checkpoint WHERE name = ANY ($1)',
      [consumers],
    );
    return new Map(rows.map(({ name, epoch }) => [name, Number(epoch)]));
  }

  /** When the server was started; another moment after every start. */
  async startedAt(): Promise<string> {
    const [row] = await this.query<{ at: string }>('SELECT pg_postmaster_start_time()::text AS at');
    return row?.at ?? '';
  }

  private async query<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.url });
    client.on('error', () => {}); // its query says so, too
    await client.connect();
    try {
      return (await client.query(text, [...values])).rows as Row[];
    } finally {
      await client.end();
    }
  }
}
