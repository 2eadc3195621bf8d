import { describe, expect, it } from '@jest/globals';
import { hostOf, parseTarget, URL_LENGTH_MAX, type PrivateTargets } from './target-url.js';

const codeOf = (text: string, privateTargets: PrivateTargets = 'refused') => {
  const parsed = parseTarget(text, privateTargets);
  return parsed.ok ? 'ok' : parsed.error.code;
};

describe('the URL of a webhook', () => {
  it.each([
    'http://receiver.example/',
    'ftp://receiver.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'receiver.example',
    '',
    'https://',
    'https://user@receiver.example/',
    'https://user:word@receiver.example/',
    'https://:word@receiver.example/',
    'https://receiver.example/#part',
    'https://receiver.example:0/',
    'https://receiver.example:65536/',
    'https://[fe80::1%25lo]/',
  ])('%j is refused', (text) => {
    expect(codeOf(text)).toBe('WEBHOOK.BAD_URL');
  });

  it('may be plain http where private targets are allowed, and nothing else', () => {
    expect(codeOf('http://receiver.example/', 'allowed')).toBe('ok');
    expect(codeOf('https://receiver.example/', 'allowed')).toBe('ok');
    expect(codeOf('ftp://receiver.example/', 'allowed')).toBe('WEBHOOK.BAD_URL');
  });

  it.each([
    'https://0x7f.1/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://017700000001/',
    'https://127.1/',
    'https://127.0.0.1./',
    'https://１２７.0.0.1/',
    'https://%31%32%37.0.0.1/',
  ])('%j names 127.0.0.1 in the plain spelling', (text) => {
    const parsed = parseTarget(text, 'refused');
    expect(parsed.ok && hostOf(parsed.value)).toBe('127.0.0.1');
  });

  it('names IPv6 addresses without brackets', () => {
    const parsed = parseTarget('https://[::ffff:127.0.0.1]:8443/', 'refused');
    expect(parsed.ok && hostOf(parsed.value)).toBe('::ffff:7f00:1');
  });

  it('may be as long as its limit and not longer', () => {
    const start = 'https://receiver.example/';
    expect(codeOf(start + 'x'.repeat(URL_LENGTH_MAX - start.length))).toBe('ok');
    expect(codeOf(start + 'x'.repeat(URL_LENGTH_MAX - start.length + 1))).toBe('WEBHOOK.BAD_URL');
  });
});
