import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { format } from 'prettier';
import { allVersionsEver, versionName } from './earlier-versions.js';
import { allEventContracts, eventContract } from './registry.js';
import { upcast, upcasters, type EventData } from './upcasting.js';
import { validateEventData } from './validation.js';

/**
 * One file per event type and version ever published. They are never changed and never deleted: each
 * stands for all the events of its version that lie in logs out there.
 */
const FOLDER = join(import.meta.dirname, 'samples');
const NAME = /^([A-Za-z]+)\.v(\d+)\.json$/;

const ajv = new Ajv2020();
addFormats.default(ajv);

const write = process.env['UPDATE_SAMPLES'] === '1';
const files = () => readdirSync(FOLDER).sort();
const read = (file: string): EventData =>
  JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as EventData;

describe('published samples', () => {
  it.each(allEventContracts().map((contract) => [contract.type]))(
    '%s has its own',
    async (type) => {
      const { sample, schemaVersion } = eventContract(type);
      const file = `${type}.v${schemaVersion}.json`;
      if (!files().includes(file)) {
        if (!write) {
          throw new Error(
            `libs/contracts/samples/${file} is missing. If ${type} version ${schemaVersion} is new, ` +
              'write it with: UPDATE_SAMPLES=1 npm test -- libs/contracts',
          );
        }
        writeFileSync(join(FOLDER, file), await format(JSON.stringify(sample), { parser: 'json' }));
      }
      if (JSON.stringify(read(file)) !== JSON.stringify(sample)) {
        throw new Error(
          `The declared sample of ${type} is not what libs/contracts/samples/${file} holds. A ` +
            'published version is for ever: raise schemaVersion, register an upcaster in ' +
            'libs/contracts/upcasting.ts and write the new sample. (Only where this version has ' +
            'never left your branch: delete the file and run UPDATE_SAMPLES=1 npm test -- ' +
            'libs/contracts)',
        );
      }
    },
  );

  it.each(allVersionsEver().map((contract) => [versionName(contract), contract] as const))(
    '%s is what its declaration holds, and personal where readers of old events look',
    (name, { type, schemaVersion, schema, sample, personal }) => {
      expect(read(`${name}.json`)).toEqual(sample);
      expect(ajv.validate(schema, sample)).toBe(true);
      expect(upcasters.personalOf(type, schemaVersion)).toEqual(personal);
    },
  );

  it('all still read as current events, those of older versions through the upcasters', () => {
    const unread = files().flatMap((file) => {
      const [, type = '', version = ''] = NAME.exec(file) ?? [];
      const { data, schemaVersion } = upcast(type, Number(version), read(file));
      expect(schemaVersion).toBe(eventContract(type).schemaVersion);
      const violations = validateEventData(type, data);
      return violations.length === 0 ? [] : [{ file, violations }];
    });
    expect(unread).toEqual([]);
    expect(files().length).toBeGreaterThanOrEqual(allEventContracts().length);
  });
});
