import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { configFolder } from '@gongdan/platform';
import { findings, read, textOfClock } from './testing/policy-text.js';

const folder = configFolder('sla');
const page = readFileSync(join(folder, '../../docs/reference/sla-policies.md'), 'utf8');
const [example = '', ...parts] = [...page.matchAll(/```yaml\n([^`]+)```/g)].map(
  ([, text = '']) => text,
);

describe('docs/reference/sla-policies.md', () => {
  it('shows a policy that can be loaded', () => {
    expect(read(example).clocks[0]?.targets).toHaveLength(3);
  });

  it('shows parts of clocks that can be loaded', () => {
    expect(parts).toHaveLength(3);
    for (const part of parts) {
      expect(findings(textOfClock(parse(part) as Record<string, unknown>))).toBe('');
    }
  });

  it('names every policy that comes with the engine', () => {
    for (const name of readdirSync(folder)) expect(page).toContain(`](../../config/sla/${name})`);
  });
});
