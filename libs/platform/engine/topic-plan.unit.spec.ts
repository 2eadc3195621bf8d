import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PARTITIONS_MAX, readTopicPlan, REPLICAS_MAX, RETENTION_DAYS_MAX } from './topic-plan.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gongdan-topics-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const CONTEXTS = [
  'tickets',
  'invoices',
  'surveys',
  'complaints',
  'customers',
  'technicians',
  'sla',
];

function planOf({ replicas = 1, partitions = 1, days = 1, extra = '' }) {
  const lines = CONTEXTS.map(
    (context) => `  ${context}: { partitions: ${partitions}, retentionDays: ${days} }`,
  );
  const text = `replicas: ${replicas}\ncontexts:\n${lines.join('\n')}\nwatermarks: { retentionDays: 7 }\n${extra}`;
  writeFileSync(join(folder, 'topics.yaml'), text);
  return readTopicPlan({ prefix: 'desk' }, folder);
}

describe('the plan of the topics', () => {
  it('that comes with the engine has a topic for each context, and the watermarks’', () => {
    expect(readTopicPlan({ prefix: 'gongdan' }).map(({ topic }) => topic)).toEqual([
      ...CONTEXTS.map((context) => `gongdan.${context}.v1`),
      'gongdan.watermarks.v1',
    ]);
  });

  it('says partitions, copies and retention', () => {
    expect(planOf({ replicas: 3, partitions: 12, days: 2 })[0]).toEqual({
      topic: 'desk.tickets.v1',
      partitions: 12,
      replicas: 3,
      settings: expect.objectContaining({
        'retention.ms': '172800000',
        'min.insync.replicas': '2',
      }) as unknown,
    });
    expect(planOf({ partitions: 12 }).at(-1)).toMatchObject({ partitions: 1 });
  });

  it('takes every bound, and nothing beyond it', () => {
    const most = { replicas: REPLICAS_MAX, partitions: PARTITIONS_MAX, days: RETENTION_DAYS_MAX };
    expect(planOf(most)).toHaveLength(8);
    for (const beyond of [
      { ...most, replicas: REPLICAS_MAX + 1 },
      { ...most, partitions: PARTITIONS_MAX + 1 },
      { ...most, days: RETENTION_DAYS_MAX + 1 },
      { partitions: 0 },
      { extra: 'unknown: 1\n' },
    ]) {
      expect(() => planOf(beyond)).toThrow(expect.objectContaining({ code: 'CONFIG.INVALID' }));
    }
  });

  it('is one file', () => {
    planOf({});
    copyFileSync(join(folder, 'topics.yaml'), join(folder, 'second.yaml'));
    expect(() => readTopicPlan({ prefix: 'desk' }, folder)).toThrow(/exactly one file/);
  });
});
