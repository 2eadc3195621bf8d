import { describe, expect, it } from '@jest/globals';
import { isTimeZone } from './time-zone.js';

describe('isTimeZone', () => {
  it.each(['Asia/Shanghai', 'America/Argentina/Buenos_Aires', 'UTC', 'Etc/GMT-8', 'CET', 'PRC'])(
    'knows %p',
    (name) => expect(isTimeZone(name)).toBe(true),
  );

  it.each([
    'Mars/Olympus',
    '+08:00',
    '-03',
    'UTC+8',
    '../etc',
    ' UTC',
    '',
    'CST',
    'cst',
    'BST',
    'IST',
  ])('does not take %p', (name) => expect(isTimeZone(name)).toBe(false));
});
