import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { GongdanError } from '@gongdan/core';
import { isLoopback, readSettings, SETTINGS_TABLE, type Settings } from './settings.js';
import { settingsPage } from './settings-page.js';

const PAGE = new URL('../../../docs/reference/settings.md', import.meta.url);

type OptionalSetting = {
  [Key in keyof Settings]-?: undefined extends Settings[Key] ? Key : never;
}[keyof Settings];

/** What the type says may be absent; the compiler keeps it whole. */
const OPTIONAL: Readonly<Record<OptionalSetting, true>> = {
  databaseUrl: true,
  kurrentdbUrl: true,
  calendarFolder: true,
  carryOverCalendar: true,
  slaFolder: true,
  trustedProxies: true,
  kafkaBrokers: true,
  kafkaUsername: true,
  kafkaPassword: true,
  noticeFolder: true,
  smtpUrl: true,
  noticeWebhookUrl: true,
  noticeWebhookSecret: true,
  publicUrl: true,
  metricsToken: true,
};

const failure = (environment: Record<string, string>): GongdanError => {
  try {
    readSettings(environment);
  } catch (error) {
    return error as GongdanError;
  }
  throw new Error('the settings were accepted');
};

describe('settings', () => {
  it('have the documented defaults, and no database URL', () => {
    const settings = readSettings({});
    expect(settings).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      dataDir: '.data',
      logLevel: 'info',
      tokenHours: 12,
    });
    expect(settings).not.toHaveProperty('databaseUrl');
    expect(settings).not.toHaveProperty('trustedProxies');
    expect(settings).not.toHaveProperty('metricsToken');
    expect(settings).not.toHaveProperty('kurrentdbUrl');
  });

  it('are absent where they have no default, and their type says so', () => {
    const absent = Object.keys(SETTINGS_TABLE).filter((key) => !(key in readSettings({})));
    expect(absent.toSorted()).toEqual(Object.keys(OPTIONAL).toSorted());
  });

  it('treat a variable set to nothing as absent', () => {
    expect(readSettings({ PORT: ' ', DATABASE_URL: '' })).toEqual(readSettings({}));
  });

  it('name every wrong variable at once, with what was given and what is allowed', () => {
    const error = failure({ PORT: '65536', LOG_LEVEL: 'loud', HOST: 'a b', TOKEN_HOURS: '1e3' });
    expect(error.code).toBe('SETTINGS.INVALID');
    expect(error.violations?.map(({ path }) => path)).toEqual([
      'HOST',
      'PORT',
      'LOG_LEVEL',
      'TOKEN_HOURS',
    ]);
    expect(error.message).toContain('PORT is "65536"; allowed: a whole number from 0 to 65535');
  });

  it('knows time zones by their IANA names', () => {
    expect(readSettings({ TIME_ZONE: 'America/New_York' }).timeZone).toBe('America/New_York');
    expect(failure({ TIME_ZONE: 'Mars/Olympus' }).message).toContain('TIME_ZONE');
    expect(failure({ TIME_ZONE: '+08:00' }).message).toContain('TIME_ZONE');
  });

  it.each([
    ['PORT', '0', '65535', '-1', '65536'],
    ['TOKEN_HOURS', '1', '720', '0', '721'],
    ['REQUEST_BYTES_MAX', '1024', '16777216', '1023', '16777217'],
    ['READ_WAIT_MS_MAX', '0', '60000', '-1', '60001'],
    ['DATABASE_CONNECTIONS_MAX', '4', '500', '3', '501'],
    ['STATEMENT_MS_MAX', '100', '600000', '99', '600001'],
    ['WEBHOOK_TIMEOUT_MS', '100', '60000', '99', '60001'],
    ['WEBHOOK_RETRY_SECONDS', '1', '86400', '0', '86401'],
    ['WEBHOOK_RETRY_SECONDS', '1', Array(20).fill('5').join(), '1,,2', Array(21).fill('5').join()],
    ['SMTP_TIMEOUT_MS', '100', '120000', '99', '120001'],
    ['SHUTDOWN_MS_MAX', '0', '300000', '', '300001'],
    ['SHUTDOWN_DRAIN_MS', '0', '60000', '', '60001'],
    ['METRICS_TOKEN', 'a'.repeat(32), '_-9Z'.repeat(50), 'a'.repeat(31), 'a'.repeat(201)],
  ])('%s: %s and %s are accepted, beyond is refused', (variable, least, most, below, above) => {
    readSettings({ [variable]: least });
    readSettings({ [variable]: most });
    if (below !== '') expect(failure({ [variable]: below }).message).toContain(variable);
    expect(failure({ [variable]: above }).message).toContain(variable);
  });

  it('read lists of numbers, blanks allowed', () => {
    const { webhookRetrySeconds } = readSettings({ WEBHOOK_RETRY_SECONDS: '5, 30 ,120,120' });
    expect(webhookRetrySeconds).toEqual([5, 30, 120, 120]);
    expect(failure({ WEBHOOK_RETRY_SECONDS: '5,soon' }).message).toContain('1 to 20 whole numbers');
  });

  it('read trusted proxies as a list of addresses and networks', () => {
    const text = '127.0.0.1, 10.0.0.0/8,2001:db8::1 , fd00::/128,192.168.0.0/1';
    expect(readSettings({ TRUSTED_PROXIES: text }).trustedProxies).toEqual([
      '127.0.0.1',
      '10.0.0.0/8',
      '2001:db8::1',
      'fd00::/128',
      '192.168.0.0/1',
    ]);
  });

  it.each([
    'proxy.example',
    'true',
    '*',
    '1',
    '127.0.0.1,',
    '127.0.0.1,127.0.0.1',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    'fd00::/129',
    '10.0.0.0/255.0.0.0',
    '10.0.0.0/08',
    'fe80::1%eth0',
    '::ffff:10.0.0.1',
  ])('refuse the trusted proxies %s', (text) => {
    expect(failure({ TRUSTED_PROXIES: text }).message).toContain('TRUSTED_PROXIES is');
  });

  const secretOf = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;
  const longest = (address: string) => address.padEnd(2_000, 'x');

  it.each([
    ['SMTP_URL', 'smtp://mail.example', 'smtps://user:p%40ss@[::1]:465/'],
    ['SMTP_FROM', 'notices@service.example', 'a@localhost'],
    ['NOTICE_LANGUAGE', 'en', 'zh-CN'],
    ['NOTICE_WEBHOOK_URL', 'https://receiver.example/in?token=a', 'http://127.0.0.1:8080/'],
    ['NOTICE_WEBHOOK_SECRET', secretOf(24), secretOf(64)],
    ['PUBLIC_URL', 'https://service.example/desk', longest('https://service.example/')],
  ])('take %s=%s and %s', (variable, one, other) => {
    readSettings({ [variable]: one });
    readSettings({ [variable]: other });
  });

  it.each([
    ['SMTP_URL', 'mail.example:25'],
    ['SMTP_URL', 'https://mail.example'],
    ['SMTP_URL', 'smtp://mail.example/path'],
    ['SMTP_URL', 'smtp://mail.example?tls=off'],
    ['SMTP_FROM', 'Notices <notices@service.example>'],
    ['NOTICE_LANGUAGE', 'de'],
    ['NOTICE_WEBHOOK_URL', 'ftp://receiver.example'],
    ['NOTICE_WEBHOOK_URL', 'https://user:word@receiver.example'],
    ['NOTICE_WEBHOOK_SECRET', secretOf(23)],
    ['NOTICE_WEBHOOK_SECRET', secretOf(67)],
    ['NOTICE_WEBHOOK_SECRET', 'hunter2'],
    ['PUBLIC_URL', 'service.example'],
    ['PUBLIC_URL', `${longest('https://service.example/')}x`],
  ])('refuse %s=%s', (variable, text) => {
    expect(failure({ [variable]: text }).message).toContain(`${variable} is`);
  });

  it('never show a secret in a message', () => {
    const error = failure({ DATABASE_URL: 'mysql://root:hunter2@x/y' });
    expect(error.message).toContain('DATABASE_URL');
    expect(error.message).not.toContain('hunter2');
    const short = failure({ METRICS_TOKEN: 'hunter2' });
    expect(short.message).toContain('METRICS_TOKEN is (not shown); allowed: 32 to 200 letters');
    expect(short.message).not.toContain('hunter2');
    expect(failure({ METRICS_TOKEN: `${'a'.repeat(40)} b` }).message).toContain('METRICS_TOKEN');
    const mail = failure({ SMTP_URL: 'smtp://user:hunter2@mail.example/path' });
    expect(mail.message).toContain('SMTP_URL is (not shown)');
    expect(mail.message).not.toContain('hunter2');
    const kurrent = failure({ KURRENTDB_URL: 'kurrentdb://root:hunter2@x:2113?odd=1' });
    expect(kurrent.message).toContain('KURRENTDB_URL');
    expect(kurrent.message).not.toContain('hunter2');
  });

  it('tell loopback from the rest of the world', () => {
    expect(['127.0.0.1', '127.8.9.1', 'localhost', '::1'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '::', '10.0.0.1', '127.evil.example', 'example.com'].some(isLoopback)).toBe(
      false,
    );
  });

  it('are all on the reference page (UPDATE_DOCS=1 rewrites it)', () => {
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, settingsPage());
    expect(readFileSync(PAGE, 'utf8')).toBe(settingsPage());
    const variables = Object.values(SETTINGS_TABLE).map((setting) => setting.variable);
    expect(new Set(variables).size).toBe(variables.length);
  });
});
