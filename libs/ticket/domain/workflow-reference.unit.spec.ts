import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { describeWorkflows } from '@gongdan/workflow';
import { format, resolveConfig } from 'prettier';
import { loadTestWorkflows } from './testing/load-test-workflows.js';
import { ticketWorkflowVocabulary } from './ticket-vocabulary.js';

const PAGE = fileURLToPath(new URL('../../../docs/reference/workflows.md', import.meta.url));

describe('docs/reference/workflows.md', () => {
  it('says what the shipped definitions say (UPDATE_DOCS=1 writes it anew)', async () => {
    const text = describeWorkflows(loadTestWorkflows(), ticketWorkflowVocabulary);
    const page = await format(text, { ...(await resolveConfig(PAGE)), filepath: PAGE });
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, page);
    expect(readFileSync(PAGE, 'utf8')).toBe(page);
  });
});
