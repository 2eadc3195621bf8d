import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Instant } from '@gongdan/core';
import { signingKeyIn } from '../key-vault/signing-key.js';
import { InMemoryEventStore } from '../memory/in-memory-event-store.js';
import { appendTo, uniqueStream } from '../testing/sample-events.js';
import type { Finding } from './finding.js';
import { HeadFile, readHead, type LogHead } from './head-file.js';
import { HeadKeeper } from './head-keeper.js';
import { verifyLog } from './verify-log.js';

const NOW = '2026-03-02T09:00:00.000Z' as Instant;
const clock = { now: () => NOW };
let folder: string;
let store: InMemoryEventStore;
let file: HeadFile;
let findings: Finding[];
let failures: unknown[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gongdan-head-'));
  store = new InMemoryEventStore(clock);
  file = new HeadFile(join(folder, 'log-head.json'), await signingKeyIn(join(folder, 'keys')));
  findings = [];
  failures = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const keeperOf = (log: Pick<InMemoryEventStore, 'readLog' | 'lastPosition'> = store) =>
  new HeadKeeper(log, file, clock, {
    intervalMs: 1,
    onFinding: (finding) => findings.push(finding),
    onFailure: (error) => failures.push(error),
  });

const headPosition = async () => {
  const reading = await file.read();
  return reading.status === 'signed' ? reading.head.lastPosition : reading.status;
};

const until = async (condition: () => Promise<boolean> | boolean) => {
  while (!(await condition())) await new Promise(setImmediate);
};

const verified = async (log: Pick<InMemoryEventStore, 'readLog' | 'lastPosition'> = store) =>
  (await verifyLog(log, { head: file })).findings.map(({ kind }) => kind);

describe('HeadFile', () => {
  const head: LogHead = {
    lastPosition: 3,
    eventHash: 'ab'.repeat(32),
    logDigest: 'cd'.repeat(32),
    streams: 2,
    writtenAt: NOW,
  };

  it('gives back what was written, and nothing before', async () => {
    expect(await file.read()).toEqual({ status: 'absent' });
    await file.write(head);
    await file.write({ ...head, lastPosition: 4 });
    expect(await file.read()).toEqual({ status: 'signed', head: { ...head, lastPosition: 4 } });
    expect(readdirSync(folder).sort()).toEqual(['keys', 'log-head.json']);
  });

  it.each(['lastPosition', 'eventHash', 'logDigest', 'streams', 'writtenAt', 'signature'])(
    'is forged once its %s was changed or taken away',
    async (member) => {
      await file.write(head);
      const written = JSON.parse(readFileSync(file.path, 'utf8')) as Record<string, unknown>;
      const changed = typeof written[member] === 'number' ? 1 : `${String(written[member])}00`;
      for (const value of [changed, undefined, null]) {
        writeFileSync(file.path, JSON.stringify({ ...written, [member]: value }));
        expect(await file.read()).toMatchObject({ status: 'forged' });
      }
    },
  );

  it('is taken at its word where its key is not here, and missed by nobody then', async () => {
    expect(await readHead(file.path, undefined)).toEqual({ status: 'elsewhere' });
    await file.write(head);
    expect(await readHead(file.path, undefined)).toEqual({ status: 'unchecked', head });
    writeFileSync(file.path, '{"lastPosition":1}');
    expect(await readHead(file.path, undefined)).toMatchObject({ status: 'forged' });
  });

  it('is forged where it is no JSON, no head, or signed with another key', async () => {
    for (const text of ['', '{', 'null', '[]', '{"lastPosition":1}']) {
      writeFileSync(file.path, text);
      expect(await file.read()).toMatchObject({ status: 'forged' });
      const [finding] = (await verifyLog(store, { head: file })).findings;
      expect(finding?.message).toContain(`${file.path} is no log head`);
      expect(finding?.message).toContain('move it away');
    }
    await new HeadFile(file.path, createSecretKey(randomBytes(32))).write(head);
    expect(await file.read()).toMatchObject({ status: 'forged' });
  });

  it('is refused where a folder has its name, with the path and what to do', async () => {
    mkdirSync(file.path);
    await expect(file.read()).rejects.toMatchObject({
      code: 'STORE.HEAD_NOT_A_FILE',
      message: `${file.path} is a folder; it must be the file with the signed head of the log.`,
      hint: expect.stringContaining('bind mount'),
    });
  });

  it('is signed with one key, whoever asks for it first', async () => {
    const vault = join(folder, 'other-keys');
    const keys = await Promise.all(Array.from({ length: 8 }, () => signingKeyIn(vault)));
    expect(new Set(keys.map((key) => key.export().toString('hex'))).size).toBe(1);
    expect(readdirSync(vault)).toEqual(['log-head.key']);
  });
});

describe('HeadKeeper', () => {
  it('follows the log while it runs and once more on closing', async () => {
    const keeper = keeperOf();
    keeper.start();
    await appendTo(store, uniqueStream(), 3);
    await until(async () => (await headPosition()) === 3);
    await appendTo(store, uniqueStream(), 2);
    await until(async () => (await headPosition()) === 5);
    await appendTo(store, uniqueStream(), 1);
    await keeper.close();
    expect(await headPosition()).toBe(6);
    expect(await verified()).toEqual([]);
    expect([findings, failures]).toEqual([[], []]);
  });

  it('writes nothing for an empty log', async () => {
    await keeperOf().close();
    expect(await file.read()).toEqual({ status: 'absent' });
  });

  it('goes on from the head of an earlier run, over logs of several pages', async () => {
    for (let batch = 0; batch < 6; batch++) await appendTo(store, uniqueStream(), 1_000);
    await keeperOf().close();
    await appendTo(store, uniqueStream(), 7);
    await keeperOf().close();
    expect(await headPosition()).toBe(6_007);
    expect(await verified()).toEqual([]);
  });

  it('keeps one file together with other keepers', async () => {
    const keepers = [keeperOf(), keeperOf(), keeperOf()];
    for (const keeper of keepers) keeper.start();
    for (let round = 1; round <= 20; round++) {
      await appendTo(store, uniqueStream(), 1);
      await until(async () => Number(await headPosition()) >= round - 1);
    }
    for (const keeper of keepers) await keeper.close();
    expect(await headPosition()).toBe(20);
    expect(await verified()).toEqual([]);
    expect([findings, failures]).toEqual([[], []]);
  });

  it('leaves the evidence alone where the log was cut, and says so', async () => {
    await appendTo(store, uniqueStream(), 5);
    await keeperOf().close();
    const cut = new InMemoryEventStore(clock);
    await appendTo(cut, uniqueStream(), 4);
    const keeper = keeperOf(cut);
    keeper.start();
    await until(() => findings.length > 0);
    expect(findings).toMatchObject([{ kind: 'cut-tail', position: 5 }]);
    await appendTo(cut, uniqueStream(), 4);
    await keeper.close();
    expect(await headPosition()).toBe(5);
    expect(await verified(cut)).toEqual(['rewritten']);
    await keeperOf(cut).close();
    expect(findings).toMatchObject([{ kind: 'cut-tail' }, { kind: 'rewritten', position: 5 }]);
  });

  it('never signs over a forged head', async () => {
    writeFileSync(file.path, '{}');
    await appendTo(store, uniqueStream(), 5);
    await keeperOf().close();
    expect(findings).toMatchObject([{ kind: 'forged-head' }]);
    expect(readFileSync(file.path, 'utf8')).toBe('{}');
  });

  it('outlives failures of the store', async () => {
    let isAway = true;
    const flaky = {
      readLog: store.readLog.bind(store),
      lastPosition: async () => {
        if (isAway) throw new Error('away');
        return store.lastPosition();
      },
    };
    await appendTo(store, uniqueStream(), 2);
    const keeper = keeperOf(flaky);
    keeper.start();
    await until(() => failures.length > 1);
    isAway = false;
    await until(async () => (await headPosition()) === 2);
    await keeper.close();
  });
});
