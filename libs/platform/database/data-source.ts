import type pg from 'pg';
import { DataSource, type EntitySchema, type MixedList } from 'typeorm';

const CONNECTIONS_MAX = 5;

export interface DataSourceOptions {
  readonly url: string;
  readonly entities: MixedList<Function | EntitySchema>;
  readonly waitMsMax: number;
  readonly statementMsMax: number;
  readonly onError: (error: Error) => void;
}

/** TypeORM's connection to the entities that are no projections (accounts, sessions). */
export function createDataSource(options: DataSourceOptions): DataSource {
  const dataSource: DataSource = new DataSource({
    type: 'postgres',
    url: options.url,
    schema: 'gongdan',
    entities: options.entities,
    applicationName: 'gongdan accounts',
    poolSize: CONNECTIONS_MAX,
    connectTimeoutMS: options.waitMsMax,
    extra: { statement_timeout: options.statementMsMax, keepAlive: true },
    poolErrorHandler: (error: Error) => {
      // A command line stops its server right after this: a goodbye that crosses with it is no loss.
      if (isOpen(dataSource)) options.onError(error);
    },
    logging: false,
  });
  return dataSource;
}

/** The pool below an initialised data source. */
export const poolOf = ({ driver }: DataSource): pg.Pool =>
  (driver as unknown as { readonly master: pg.Pool }).master;

/** Neither closed (it has no pool any more) nor about to be. */
function isOpen(dataSource: DataSource): boolean {
  const pool: pg.Pool | undefined = poolOf(dataSource);
  return pool !== undefined && !pool.ending;
}
