import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { GongdanError } from '@gongdan/core';
import { configFolder } from '@gongdan/platform';
import type { Urgency } from '../domain/quiet-hours.js';
import { QUIET_RULES_MAX } from './limits.js';
import { loadQuietHours } from './load-quiet-hours.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gongdan-notices-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (text: string) => writeFileSync(join(folder, 'notices.yaml'), text);
const rule = (more = '') => `  - { channels: [email], from: '21:00', to: '07:00'${more} }\n`;
const mail: Urgency = { channel: 'email', priority: 'normal', severity: null };

function wrong(text: string): string {
  write(text);
  try {
    loadQuietHours(folder, 'UTC');
  } catch (error) {
    expect((error as GongdanError).code).toBe('CONFIG.INVALID');
    return (error as GongdanError).message;
  }
  return '';
}

describe('the file of quiet hours', () => {
  it('takes the house’s time zone where it names none', () => {
    write(`quietHours:\n${rule()}`);
    const at = Date.parse('2026-03-02T21:30:00+08:00');
    const endIn = (zone: string) => loadQuietHours(folder, zone).endAt(at, mail);
    expect(endIn('Asia/Shanghai')).toBe(Date.parse('2026-03-03T07:00:00+08:00'));
    expect(endIn('UTC')).toBeNull();
    write(`quietHours:\n${rule(', timeZone: Europe/Berlin')}`);
    expect(endIn('Asia/Shanghai')).toBeNull();
  });

  it('spares what it says', () => {
    write(`quietHours:\n${rule(', unless: { priority: [urgent], severity: [critical] }')}`);
    const at = Date.parse('2026-03-02T22:00:00Z');
    const quietHours = loadQuietHours(folder, 'UTC');
    expect(quietHours.endAt(at, mail)).not.toBeNull();
    expect(quietHours.endAt(at, { ...mail, priority: 'urgent' })).toBeNull();
    expect(quietHours.endAt(at, { ...mail, priority: null, severity: 'critical' })).toBeNull();
  });

  it.each([
    ['', /must be object/],
    ['quietHours: []\nother: 1', /notices\.yaml:2: other is not known/],
    [`quietHours:\n${rule(', days: [sat]')}`, /notices\.yaml:2: quietHours\.0\.days is not known/],
    [`quietHours:\n  - { channels: [in-app], from: '21:00', to: '07:00' }`, /email, webhook/],
    [`quietHours:\n  - { channels: [], from: '21:00', to: '07:00' }`, /channels/],
    [
      `quietHours:\n  - { channels: [email], from: '24:00', to: '07:00' }`,
      /from must look like 07:00/,
    ],
    [`quietHours:\n  - { channels: [email], from: 21:00, to: '7' }`, /to/],
    [`quietHours:\n${rule(', unless: { priority: [loud] }')}`, /priority/],
    [`quietHours:\n${rule(', timeZone: Mars/Olympus')}`, /notices\.yaml:2: timeZone is no IANA/],
    [
      `quietHours:\n  - channels: [email]\n    from: '07:00'\n    to: '07:00'`,
      /notices\.yaml:4: to/,
    ],
    [
      `quietHours:\n${rule()}  - { channels: [email], from: '07:00', to: '21:00' }`,
      /notices\.yaml: quietHours leave no time of the day for email/,
    ],
  ])('is refused: %j', (text, message) => {
    expect(wrong(text)).toMatch(message);
  });

  it('has so many lines, and no more', () => {
    expect(wrong(`quietHours:\n${rule().repeat(QUIET_RULES_MAX)}`)).toBe('');
    expect(wrong(`quietHours:\n${rule().repeat(QUIET_RULES_MAX + 1)}`)).toMatch(/quietHours/);
  });

  it('is one', () => {
    write('quietHours: []');
    writeFileSync(join(folder, 'other.yaml'), 'quietHours: []');
    expect(() => loadQuietHours(folder, 'UTC')).toThrow(/exactly one file/);
  });

  it('that comes with the engine is as its reference shows it', () => {
    const shipped = configFolder('notices');
    loadQuietHours(shipped, 'Asia/Shanghai');
    const page = readFileSync(join(shipped, '../../docs/reference/notices.md'), 'utf8');
    const [, example = ''] = /```yaml\n([^`]+)```/.exec(page) ?? [];
    expect(wrong(example)).toBe('');
    expect(page).toContain('](../../config/notices/notices.yaml)');
  });
});
