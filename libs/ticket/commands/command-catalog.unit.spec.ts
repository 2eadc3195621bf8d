import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import {
  ASKED_COMMANDS,
  type AskedCommandName,
  ATTACHMENT_BYTES_MAX,
  commandFields,
  COMMAND_FIELDS,
} from '../domain/index.js';
import { CONTENT_LENGTH_MAX } from './attach/attach-file.dto.js';
import { bodyFields, catalogEntry, commandCatalog } from './command-catalog.js';

const file = { sizeBytes: 3, sha256: 'a'.repeat(64) };

/** The members by which a body breaks its DTO. */
function faults(name: AskedCommandName, body: object): readonly string[] {
  const dto = plainToInstance(catalogEntry(name).dto, body);
  const flat = (errors: ReturnType<typeof validateSync>, parent = ''): string[] =>
    errors.flatMap(({ property, constraints = {}, children = [] }) => [
      ...Object.keys(constraints).map(() => `${parent}${property}`),
      ...flat(children, `${parent}${property}.`),
    ]);
  return flat(validateSync(dto, { whitelist: true, forbidNonWhitelisted: true }));
}

/** What the OpenAPI document says of a DTO’s members: whether each is compulsory. */
function documented(name: AskedCommandName): Readonly<Record<string, boolean>> {
  const { prototype } = catalogEntry(name).dto;
  const members = Reflect.getMetadata('swagger/apiModelPropertiesArray', prototype) as string[];
  return Object.fromEntries(
    members.map((member) => {
      const field = member.slice(1);
      const schema = Reflect.getMetadata('swagger/apiModelProperties', prototype, field) as {
        required?: boolean;
      };
      return [field, schema.required !== false];
    }),
  );
}

/** Members that only the edge or the engine itself adds, and what a body has instead. */
const ADDED: Partial<Record<AskedCommandName, readonly string[]>> = {
  register: ['ticketId', 'number', 'source', 'maintenance', 'workflowId'],
  attach: ['sizeBytes', 'sha256'],
};

describe('the catalog', () => {
  it('has every command that may be asked for, each with a body of its own and a sentence', () => {
    expect(commandCatalog.map(({ name }) => name)).toEqual(ASKED_COMMANDS);
    expect(new Set(commandCatalog.map(({ dto }) => dto.name)).size).toBe(ASKED_COMMANDS.length);
    for (const { summary } of commandCatalog) expect(summary).toMatch(/^[A-Z].*\.$/);
  });

  it.each(ASKED_COMMANDS)(
    '%s: the body has the fields of the decider’s input, and when',
    (name) => {
      const expected = Object.fromEntries(
        Object.entries({ ...COMMAND_FIELDS[name] })
          .filter(([field]) => !ADDED[name]?.includes(field))
          .map(([field, need]) => [field, need === 'required']),
      );
      const extra = name === 'attach' ? { contentBase64: true } : {};
      expect(documented(name)).toEqual({ ...expected, ...extra, occurredAt: false });
    },
  );

  it.each(ASKED_COMMANDS.filter((name) => name !== 'register'))(
    '%s: what a caller is told that it takes is what its body has',
    (name) => {
      const told = bodyFields(name, commandFields(name, []));
      const members = Object.fromEntries(told.map((field) => [field.name, field.required]));
      expect({ ...members, occurredAt: false }).toEqual(documented(name));
    },
  );

  it('makes the input of the body, without the moment', () => {
    const body = plainToInstance(catalogEntry('cancel').dto, { reason: 'x', occurredAt: 'y' });
    expect(catalogEntry('cancel').toInput(body, {})).toEqual({ reason: 'x' });
  });

  it('adds id and number to a registration, size and digest to a file', () => {
    const register = catalogEntry('register');
    const registration = plainToInstance(register.dto, { title: 'x' });
    const edge = { ticketId: 't', number: 'n' };
    expect(register.toInput(registration, edge)).toEqual({ title: 'x', ...edge });
    expect(() => register.toInput(registration, {})).toThrow('register needs id and number');
    const attach = catalogEntry('attach');
    const content = { fileName: 'a', mediaType: 'image/png', contentBase64: 'AAAA' };
    const attachment = plainToInstance(attach.dto, content);
    expect(attach.toInput(attachment, { file })).toEqual({
      fileName: 'a',
      mediaType: 'image/png',
      ...file,
    });
    expect(() => attach.toInput(attachment, {})).toThrow('attach needs the stored file');
  });
});

describe('the bodies', () => {
  const registration = {
    customerId: 'customer-1',
    category: 'paid',
    channel: 'phone',
    title: 'x',
    description: '',
  };
  const part = {
    code: 'R32',
    description: 'Refrigerant',
    quantity: 1,
    unitPrice: { amountMinor: 1, currency: 'CNY' },
  };
  const attachment = { fileName: 'a.png', mediaType: 'image/png', contentBase64: 'AAA=' };
  const people = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`);

  it.each<[AskedCommandName, object]>([
    ['register', registration],
    ['register', { ...registration, title: 'x'.repeat(200), contact: { name: 'Customer One' } }],
    ['accept', {}],
    ['accept', { occurredAt: '2026-03-02T09:00:00+08:00' }],
    ['assign', { technicianId: 't', assistantIds: people(20) }],
    ['record-work', { description: 'x', minutes: 10_000 }],
    ['record-parts', { parts: Array.from({ length: 100 }, () => part) }],
    ['comment', { text: 'x'.repeat(10_000) }],
    ['escalate', { reason: 'x'.repeat(200) }],
    ['escalate', { reason: 'x', to: 'executive' }],
    ['attach', attachment],
    ['attach', { ...attachment, contentBase64: 'A'.repeat(CONTENT_LENGTH_MAX) }],
    ['schedule', { appointment: { from: '2026-03-02T09:00Z', to: '2026-03-02T10:00Z' } }],
  ])('%s takes what is at its limits (%#)', (name, body) => {
    expect(faults(name, body)).toEqual([]);
  });

  it.each<[AskedCommandName, object, string]>([
    ['register', { ...registration, title: '' }, 'title'],
    ['register', { ...registration, title: 'x'.repeat(201) }, 'title'],
    ['register', { ...registration, category: 'gift' }, 'category'],
    ['register', { ...registration, workflowId: 'imported' }, 'workflowId'],
    ['register', { ...registration, source: {} }, 'source'],
    ['register', { ...registration, maintenance: {} }, 'maintenance'],
    ['register', { ...registration, contact: { name: 'a', age: 1 } }, 'contact.age'],
    ['register', { ...registration, customerId: '../x' }, 'customerId'],
    ['accept', { occurredAt: '2026-03-02T09:00:00' }, 'occurredAt'],
    ['assign', { technicianId: 't', assistantIds: people(21) }, 'assistantIds'],
    ['record-work', { description: 'x', minutes: 10_001 }, 'minutes'],
    ['record-work', { description: 'x', minutes: -1 }, 'minutes'],
    ['record-parts', { parts: Array.from({ length: 101 }, () => part) }, 'parts'],
    ['record-parts', { parts: [] }, 'parts'],
    [
      'record-parts',
      { parts: [{ ...part, unitPrice: { amountMinor: -1, currency: 'CNY' } }] },
      'parts.0.unitPrice.amountMinor',
    ],
    ['comment', { text: 'x'.repeat(10_001) }, 'text'],
    ['escalate', { reason: 'x'.repeat(201) }, 'reason'],
    ['escalate', { reason: 'x', to: 'chairman' }, 'to'],
    ['attach', { ...attachment, fileName: '../a' }, 'fileName'],
    ['attach', { ...attachment, mediaType: 'image' }, 'mediaType'],
    ['attach', { ...attachment, contentBase64: 'AAAAA' }, 'contentBase64'],
    ['attach', { ...attachment, contentBase64: 'AA=A' }, 'contentBase64'],
    ['attach', { ...attachment, contentBase64: 'AA-_' }, 'contentBase64'],
    [
      'attach',
      { ...attachment, contentBase64: 'A'.repeat(CONTENT_LENGTH_MAX + 4) },
      'contentBase64',
    ],
  ])('%s refuses what is above its limits (%#)', (name, body, member) => {
    expect(faults(name, body)).toEqual([member]);
  });

  it.each(['a/b', String.raw`a\b`, '.', '..', 'a\r\nb', 'a\tb', 'a\u2028b', 'a\u0085', ' '])(
    'refuse the file name %j',
    (fileName) => {
      expect(faults('attach', { ...attachment, fileName })).toEqual(['fileName']);
    },
  );

  it.each(['.profile', '...', 'a..b', '铭牌 “A”.gif', 'می\u200cخواهم.pdf'])(
    'take the file name %j',
    (fileName) => {
      expect(faults('attach', { ...attachment, fileName })).toEqual([]);
    },
  );

  it('hold a file of the largest size, and hardly more', () => {
    const decoded = Buffer.from('A'.repeat(CONTENT_LENGTH_MAX), 'base64').length;
    expect(decoded).toBeGreaterThanOrEqual(ATTACHMENT_BYTES_MAX);
    expect(decoded).toBeLessThan(ATTACHMENT_BYTES_MAX + 3);
  });
});
