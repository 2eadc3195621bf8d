import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { DiagnosticSeverity, Parser } from '@asyncapi/parser';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { format } from 'prettier';
import { allVersionsEver, versionName } from '../earlier-versions.js';
import { replacePersonalTexts } from '../personal-texts.js';
import { TOPIC_CONTEXTS } from '../topics.js';
import type { EventData } from '../upcasting.js';
import { asyncApiDocument } from './asyncapi-document.js';

const FILE = join(import.meta.dirname, '../../../docs/reference/asyncapi.json');

interface Message {
  readonly examples: readonly { readonly headers: object; readonly payload: object }[];
}
interface Channel {
  readonly address: string | null;
  readonly messages: Readonly<Record<string, { readonly $ref: string }>>;
}
interface Document {
  readonly channels: Readonly<Record<string, Channel>>;
  readonly operations: Readonly<Record<string, { readonly channel: { readonly $ref: string } }>>;
  readonly components: { readonly messages: Readonly<Record<string, Message>> };
}
const document = (prefix = 'gongdan') => asyncApiDocument(prefix) as unknown as Document;

const FAULTS: readonly unknown[] = [DiagnosticSeverity.Error, DiagnosticSeverity.Warning];
const faultsOf = async (given: object): Promise<readonly string[]> => {
  const { diagnostics } = await new Parser().parse(JSON.stringify(given));
  return diagnostics
    .filter(({ severity }) => FAULTS.includes(severity))
    .map(({ path, message }) => `${path.join('/')}: ${message}`);
};

describe('the AsyncAPI document', () => {
  it('is valid', async () => {
    expect(await faultsOf(document())).toEqual([]);
    const dangling = { action: 'receive', channel: { $ref: '#/channels/none' } };
    const spoiled = { ...document(), channels: {}, components: {}, operations: { dangling } };
    expect(await faultsOf(spoiled)).not.toEqual([]);
  });

  it('is what docs/reference/asyncapi.json says', async () => {
    const text = await format(JSON.stringify(document(), null, 2), {
      parser: 'json',
      printWidth: 100,
    });
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(FILE, text);
    if (readFileSync(FILE, 'utf8') !== text) {
      throw new Error(
        'docs/reference/asyncapi.json is out of date: UPDATE_DOCS=1 npm test -- libs/contracts',
      );
    }
  });

  it('has every version of every event in one topic', () => {
    const { channels } = document();
    const messages = TOPIC_CONTEXTS.flatMap((context) =>
      Object.keys(channels[context]?.messages ?? {}),
    );
    expect(messages.sort()).toEqual(allVersionsEver().map(versionName).sort());
  });

  it('names the topics as the installation does', () => {
    const addresses = Object.values(document('north.service').channels).map(
      ({ address }) => address,
    );
    expect(addresses).toEqual([
      ...TOPIC_CONTEXTS.map((context) => `north.service.${context}.v1`),
      'north.service.watermarks.v1',
      '/api/v1/events',
      '/api/v1/events/stream',
      null,
    ]);
  });

  it('says how each channel is received', () => {
    const { channels, operations } = document();
    expect(Object.values(operations).map(({ channel }) => channel.$ref)).toEqual(
      Object.keys(channels).map((name) => `#/channels/${name}`),
    );
  });

  const ajv = new Ajv({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema({ components: document().components }, 'asyncapi');
  const fits = (pointer: string, value: object): unknown =>
    ajv.validate({ $ref: `asyncapi#/components/messages/${pointer}` }, value) || ajv.errors;

  it.each(allVersionsEver().map((contract) => [versionName(contract), contract] as const))(
    'shows %s by an example that fits, personal texts sealed',
    (name, { sample, personal }) => {
      const { headers, payload } = document().components.messages[name]?.examples[0] ?? {};
      if (headers === undefined || payload === undefined) throw new Error('no example');
      expect(fits(`${name}/headers`, headers)).toBe(true);
      expect(fits(`${name}/payload`, payload)).toBe(true);
      expect(fits(`${name}/headers`, { ...headers, ce_type: 'gongdan.Other.v1' })).not.toBe(true);
      expect(fits(`${name}/payload`, [])).not.toBe(true);
      const masked = (data: unknown) => replacePersonalTexts(data as EventData, personal, '?');
      expect(masked(payload)).toEqual(masked(sample));
      const holdsPersonal = !isDeepStrictEqual(masked(sample), sample);
      expect(JSON.stringify(payload).includes('sealed:v1:')).toBe(holdsPersonal);
    },
  );
});
