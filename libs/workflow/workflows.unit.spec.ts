import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { GongdanError } from '@gongdan/core';
import { SERVICE_CATEGORIES } from '@gongdan/contracts';
import { loadWorkflows } from './load-workflows.js';
import { SOUND, testVocabulary } from './testing/test-vocabulary.js';
import { targetOf } from './workflow-definition.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workflows-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (id: string, version: number, category: string) =>
  writeFileSync(
    join(folder, `${id}.v${version}.yaml`),
    SOUND.replace('id: small', `id: ${id}`)
      .replace('version: 1', `version: ${version}`)
      .replace('category: paid', `category: ${category}`),
  );

const writeAll = () => {
  for (const category of SERVICE_CATEGORIES) write(category, 1, category);
};

const failure = (): GongdanError => {
  try {
    loadWorkflows(folder, testVocabulary);
  } catch (error) {
    if (error instanceof GongdanError) return error;
  }
  throw new Error('loaded without an error');
};

describe('loadWorkflows', () => {
  it('keeps every version for the tickets pinned to it and gives new ones the newest', () => {
    writeAll();
    write('paid', 2, 'paid');
    write('paid', 10, 'paid');
    write('history', 1, 'any');
    writeFileSync(join(folder, 'README.md'), 'not a definition');
    const workflows = loadWorkflows(folder, testVocabulary);
    expect(workflows.get({ id: 'paid', version: 2 })?.pin).toEqual({ id: 'paid', version: 2 });
    expect(workflows.get({ id: 'paid', version: 3 })).toBeUndefined();
    expect(workflows.latest('paid')?.version).toBe(10);
    expect(workflows.latest('nothing')).toBeUndefined();
    expect(workflows.forCategory('paid')?.version).toBe(10);
    expect(workflows.forCategory('free')?.id).toBe('free');
    expect(workflows.latest('history')?.category).toBeNull();
    expect(workflows.all().map(({ id, version }) => `${id} ${version}`)).toEqual([
      'contract 1',
      'free 1',
      'history 1',
      'internal 1',
      'paid 1',
      'paid 2',
      'paid 10',
    ]);
  });

  it('throws all findings at once, each with file and line', () => {
    writeAll();
    writeFileSync(join(folder, 'paid.v1.yaml'), SOUND.replace('[clerk]', '[clark]'));
    writeFileSync(join(folder, 'odd.yml'), 'id: odd');
    const { code, message, violations } = failure();
    expect(code).toBe('WORKFLOW.INVALID');
    expect(message).toContain("paid.v1.yaml:14:13: unknown role 'clark'");
    expect(message).toContain('odd.yml:1:1');
    expect(violations).toContainEqual({
      path: 'paid.v1.yaml:14',
      message: expect.stringContaining('clark'),
    });
  });

  it('refuses a folder that leaves a category without a workflow', () => {
    write('paid', 1, 'paid');
    expect(failure().message).toContain("no definition has the category 'internal'");
  });

  it('names a folder that cannot be read', () => {
    expect(() => loadWorkflows(join(folder, 'missing'), testVocabulary)).toThrow(
      expect.objectContaining({ code: 'WORKFLOW.UNREADABLE' }),
    );
  });
});

describe('targetOf', () => {
  const transition = (to: string) => ({
    command: 'wake',
    from: ['resting'],
    to,
    roles: [],
    requires: [],
    guards: [],
    place: { line: 1, column: 1 },
  });

  it('answers the named state, the present one or the one that was paused', () => {
    expect(targetOf(transition('busy'), 'resting', 'waiting')).toBe('busy');
    expect(targetOf(transition('same'), 'resting', 'waiting')).toBe('resting');
    expect(targetOf(transition('paused-from'), 'resting', 'waiting')).toBe('waiting');
    expect(targetOf(transition('paused-from'), 'resting', null)).toBeUndefined();
  });
});
