import { describe, expect, it } from '@jest/globals';
import { logWords } from './log-words.js';

const entry = (log: Record<string, unknown>) => ({
  namespace: 'Connection',
  log: { timestamp: '2026-03-02T09:00:00.000Z', message: '', ...log },
});

describe('what the client logs', () => {
  it('is told with the reason that stands beside the message', () => {
    const refused = {
      message: 'Response ListOffsets(key: 2, version: 3)',
      error: 'This server does not host this topic-partition',
    };
    expect(logWords(entry(refused))).toBe(
      'kafka Connection: Response ListOffsets(key: 2, version: 3): This server does not host this topic-partition',
    );
  });

  it.each([
    { message: 'Connection timeout' },
    { message: 'Connection error: connect ECONNREFUSED', error: 'connect ECONNREFUSED' },
  ])('says no reason twice, and none where there is none: $message', (log) => {
    expect(logWords(entry(log))).toBe(`kafka Connection: ${log.message}`);
  });
});
