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
export const createDataSource = (options: DataSourceOptions): DataSource =>
  new DataSource({
    type: 'postgres',
    url: options.url,
    schema: 'gongdan',
    entities: options.entities,
    applicationName: 'gongdan accounts',
    poolSize: CONNECTIONS_MAX,
    connectTimeoutMS: options.waitMsMax,
    extra: { statement_timeout: options.statementMsMax, keepAlive: true },
    poolErrorHandler: options.onError,
    logging: false,
  });

/** The pool below an initialised data source. */
export const poolOf = ({ driver }: DataSource): pg.Pool =>
  (driver as unknown as { readonly master: pg.Pool }).master;
