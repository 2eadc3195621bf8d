import { describe, expect, it } from '@jest/globals';
import type { EventContract } from './event-contract.js';
import { allEventContracts } from './registry.js';
import { streamKindsOf } from './stream-kinds.js';
import { validateEventData } from './validation.js';

interface SchemaNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
}

/** What a personal pointer names in the schema; undefined where it leads nowhere. */
const nodeAt = (schema: SchemaNode, pointer: string): SchemaNode | undefined =>
  pointer
    .split('/')
    .slice(1)
    .reduce<SchemaNode | undefined>(
      (node, segment) => (segment === '*' ? node?.items : node?.properties?.[segment]),
      schema,
    );

const everyContract = allEventContracts().map(
  (contract) => [contract.type, contract] as [string, EventContract],
);

describe('event contracts', () => {
  it('have unique type names', () => {
    const types = everyContract.map(([type]) => type);
    expect(new Set(types).size).toBe(types.length);
    expect(types.length).toBeGreaterThan(40);
  });

  it.each(everyContract)('%s has a sample that its own schema accepts', (type, contract) => {
    expect(validateEventData(type, contract.sample)).toEqual([]);
  });

  it.each(everyContract)('%s is closed: an unknown member is refused', (type, contract) => {
    const data = { ...contract.sample, undeclared: 1 };
    expect(validateEventData(type, data)).toContainEqual({
      path: '/undeclared',
      message: 'is not declared',
    });
  });

  it.each(everyContract)('%s has personal pointers only to strings', (_type, contract) => {
    for (const pointer of contract.personal) {
      const node = nodeAt(contract.schema, pointer);
      expect({ pointer, type: node?.type }).toEqual({ pointer, type: 'string' });
    }
  });

  it.each(everyContract)('%s has an owner with streams, a version and words', (type, contract) => {
    expect(streamKindsOf(contract.owner).length).toBeGreaterThan(0);
    expect(contract.schemaVersion).toBeGreaterThanOrEqual(1);
    expect(contract.description.length).toBeGreaterThan(10);
    expect(type).toMatch(/^[A-Z][A-Za-z]+$/);
  });
});
