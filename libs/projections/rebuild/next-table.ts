import type { ClientBase } from 'pg';
import type { Definition } from '../definition.js';
import type { TablePreparation } from '../fold/row-cache.js';
import {
  addKey,
  createIndexes,
  createTable,
  inSchema,
  nextTableOf,
} from '../table/table-statements.js';

/** Memory that PostgreSQL may take to build one index. */
const INDEX_MEMORY = '128MB';

/** The table that is built beside the live one. */
export class NextTable implements TablePreparation {
  private readonly name: string;
  private hasKey = false;
  private hasCustomerIndex = false;

  constructor(
    private readonly definition: Definition,
    private readonly client: ClientBase,
  ) {
    this.name = nextTableOf(definition.table);
  }

  /** Anew: what a killed rebuild left behind is removed. */
  async create(): Promise<void> {
    await this.drop();
    await this.client.query(createTable(this.definition, inSchema(this.name)));
    await this.client.query(`SET maintenance_work_mem = '${INDEX_MEMORY}'`);
  }

  async drop(): Promise<void> {
    await this.client.query(`DROP TABLE IF EXISTS ${inSchema(this.name)}`);
  }

  async addKey(): Promise<void> {
    if (this.hasKey) return;
    await this.client.query(addKey(this.definition, this.name));
    this.hasKey = true;
  }

  async addCustomerIndex(): Promise<void> {
    const statement = createIndexes(this.definition, this.name).at(-1); // see Definition.indexes
    if (statement === undefined) return;
    await this.client.query(statement);
    this.hasCustomerIndex = true;
  }

  async index(): Promise<void> {
    await this.addKey();
    const statements = createIndexes(this.definition, this.name);
    const open = this.hasCustomerIndex ? statements.slice(0, -1) : statements;
    for (const statement of open) await this.client.query(statement);
    await this.client.query(`ANALYZE ${inSchema(this.name)}`);
  }
}
