import { GongdanError, isTimeZone, type Violation } from '@gongdan/core';
import { isKurrentConnection, KURRENT_CONNECTION_LENGTH_MAX } from '@gongdan/event-store';
import { EMAIL_LENGTH_MAX, isEmailAddress } from '../identity/email-address.js';
import {
  isHost,
  PATH_LENGTH_MAX,
  METRICS_TOKEN_LENGTH_MIN,
  METRICS_TOKEN_LENGTH_MAX,
  METRICS_TOKEN,
  isPath,
  isPostgresUrl,
  isSmtpUrl,
  WEB_ADDRESS_LENGTH_MAX,
  isWebAddress,
  WEBHOOK_SECRET,
  isBroker,
  isNetwork,
} from './accepted-values.js';
import {
  choiceSetting,
  integerListSetting,
  integerSetting,
  listSetting,
  textSetting,
  type Setting,
} from './setting.js';

/**
 * Every setting of the engine, and the only place that knows their names. docs/reference/settings.md is
 * generated from it (`UPDATE_DOCS=1 npm test -- libs/platform/settings`).
 */
export const SETTINGS_TABLE = {
  host: textSetting({
    variable: 'HOST',
    meaning:
      'Address the HTTP API listens on. Anything but loopback is refused while demo accounts are enabled. A proxy on this machine opens loopback to others: name it in `TRUSTED_PROXIES`.',
    standard: '127.0.0.1',
    allowed: 'an IP address or a host name',
    accept: isHost,
  }),
  trustedProxies: listSetting({
    variable: 'TRUSTED_PROXIES',
    meaning:
      'The proxies in front of the engine. Where one of them is the peer, the client’s address is the last one in `X-Forwarded-For` that is not among them; from anybody else the header counts for nothing. A proxy that is not named here is itself the one address of all its users, and their failed logins count together. A named one must add its peer to the header, or set it; a network that clients are in, too, lets them say what they like. Refused while demo accounts are enabled.',
    allowed:
      'IP addresses and networks with commas between, e.g. `127.0.0.1, 10.0.0.0/8`; prefixes of at least 1',
    accept: isNetwork,
  }),
  port: integerSetting({
    variable: 'PORT',
    meaning: 'TCP port of the HTTP API; 0: any free one (the start banner names it).',
    standard: '3000',
    min: 0,
    max: 65_535,
  }),
  dataDir: textSetting({
    variable: 'DATA_DIR',
    meaning:
      'Folder of everything the engine keeps on disk: the embedded database and its password, keys, the signed head of the log, checkpoints of imports, the lock. Relative to the working directory.',
    standard: '.data',
    allowed: `a path of at most ${PATH_LENGTH_MAX} characters`,
    accept: isPath,
  }),
  databaseUrl: textSetting({
    variable: 'DATABASE_URL',
    meaning:
      'PostgreSQL 15 or later to use instead of the embedded one. Absent: the embedded one in `DATA_DIR`. There, too, a start on an empty log sets up the demonstration organisation, whose events stay in the log for good: start an engine of your own with `npm start -- --empty`. (None is set up where `HOST` is not loopback or `TRUSTED_PROXIES` is set.)',
    allowed: 'a URL such as `postgres://user:password@host:5432/database`',
    accept: isPostgresUrl,
    secret: true,
  }),
  kurrentdbUrl: textSetting({
    variable: 'KURRENTDB_URL',
    meaning:
      'KurrentDB 25.1 or later to keep the events in, instead of PostgreSQL, which then still holds accounts, checkpoints and read models. Choose once, for an empty log: events do not move from one to the other. Everybody else must be denied writing and deleting the streams that begin with `gongdan`. The limits stand in [event store adapters](event-store-adapters.md); the official client is loaded only where this is set, and its native part is under the Kurrent License v1.',
    allowed: `a connection string such as \`kurrentdb://user:password@host:2113?tls=true\`, of at most ${KURRENT_CONNECTION_LENGTH_MAX} characters, with options that the client knows`,
    accept: isKurrentConnection,
    secret: true,
  }),
  calendarFolder: textSetting({
    variable: 'CALENDAR_FOLDER',
    meaning:
      'Folder of the business calendars, every `*.json` in it. Absent: the ones that come with the engine. See [calendars](calendars.md).',
    allowed: `a path of at most ${PATH_LENGTH_MAX} characters`,
    accept: isPath,
  }),
  carryOverCalendar: textSetting({
    variable: 'CARRY_OVER_CALENDAR',
    meaning:
      'The business calendar whose working days tickets are carried over to: at the first opening of each, what was not dispatched or not finished by the end of the one before is put first. Absent: `office`, and where there is no such calendar, nothing is carried over. See [work off the carry-over list](../how-to/work-off-the-carry-over-list.md).',
    allowed: 'the id of a calendar in `CALENDAR_FOLDER`',
    accept: (text) => text.length <= 100,
  }),
  slaFolder: textSetting({
    variable: 'SLA_FOLDER',
    meaning:
      'Folder of the SLA policies, every `*.yaml` in it. Absent: the ones that come with the engine. See [SLA policies](sla-policies.md).',
    allowed: `a path of at most ${PATH_LENGTH_MAX} characters`,
    accept: isPath,
  }),
  kafkaBrokers: listSetting({
    variable: 'KAFKA_BROKERS',
    meaning:
      'Kafka brokers to begin with. The services need them; a standalone engine publishes its log there, too, where they are given.',
    allowed: 'host:port with commas between, e.g. `127.0.0.1:9092`',
    accept: isBroker,
  }),
  kafkaTopicPrefix: textSetting({
    variable: 'KAFKA_TOPIC_PREFIX',
    meaning: 'What the names of all topics begin with; engines on one cluster need different ones.',
    standard: 'gongdan',
    allowed: '1 to 100 letters, digits, `.`, `_` and `-`',
    accept: (text) => /^[A-Za-z0-9._-]{1,100}$/.test(text),
  }),
  kafkaTls: choiceSetting({
    variable: 'KAFKA_TLS',
    meaning: 'Whether connections to the brokers are encrypted.',
    standard: 'off',
    choices: ['off', 'on'],
  }),
  kafkaUsername: textSetting({
    variable: 'KAFKA_USERNAME',
    meaning: 'Account at the brokers (SASL, SCRAM-SHA-512). Absent: none is needed.',
    allowed: '1 to 200 characters',
    accept: (text) => text.length <= 200,
  }),
  kafkaPassword: textSetting({
    variable: 'KAFKA_PASSWORD',
    meaning: 'Password of that account.',
    allowed: '1 to 200 characters',
    accept: (text) => text.length <= 200,
    secret: true,
  }),
  logLevel: choiceSetting({
    variable: 'LOG_LEVEL',
    meaning:
      'The least important messages that are still logged. From `debug` on also what the Kafka client says of every try.',
    standard: 'info',
    choices: ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'],
  }),
  timeZone: textSetting({
    variable: 'TIME_ZONE',
    meaning:
      'IANA time zone in which the organisation counts days: due dates, warranties, contracts, the daily register.',
    standard: 'Asia/Shanghai',
    allowed: 'an IANA time zone, e.g. `Asia/Shanghai` or `UTC`',
    accept: isTimeZone,
  }),
  tokenHours: integerSetting({
    variable: 'TOKEN_HOURS',
    meaning: 'How long a login lasts.',
    unit: 'hours',
    standard: '12',
    min: 1,
    max: 720,
  }),
  loginAttemptsPerMinuteMax: integerSetting({
    variable: 'LOGIN_ATTEMPTS_PER_MINUTE_MAX',
    meaning:
      'Failed logins per minute that one network address may have, and one account, before further ones are answered with 429. A login counts from its beginning until it succeeds, so more than so many at once are answered so, too. An address where the account has logged in since the engine’s start counts for itself: whoever guesses elsewhere does not keep the owner out.',
    unit: 'attempts a minute',
    standard: '20',
    min: 1,
    max: 100_000,
  }),
  requestBytesMax: integerSetting({
    variable: 'REQUEST_BYTES_MAX',
    meaning: 'Largest request body; larger ones are answered with 413.',
    unit: 'bytes',
    standard: '1048576',
    min: 1_024,
    max: 16_777_216,
  }),
  readWaitMsMax: integerSetting({
    variable: 'READ_WAIT_MS_MAX',
    meaning:
      'How long a read with `minPosition` waits for its read model before it is answered with 503.',
    unit: 'milliseconds',
    standard: '5000',
    min: 0,
    max: 60_000,
  }),
  databaseConnectionsMax: integerSetting({
    variable: 'DATABASE_CONNECTIONS_MAX',
    meaning:
      'Connections of the pool for reads (event store, accounts, and feed with projections have their own few).',
    unit: 'connections',
    standard: '20',
    min: 4,
    max: 500,
  }),
  databaseWaitMsMax: integerSetting({
    variable: 'DATABASE_WAIT_MS_MAX',
    meaning: 'How long a request waits for a database connection before it is answered with 503.',
    unit: 'milliseconds',
    standard: '5000',
    min: 100,
    max: 60_000,
  }),
  statementMsMax: integerSetting({
    variable: 'STATEMENT_MS_MAX',
    meaning: 'How long one database statement of a request may run before it is cancelled.',
    unit: 'milliseconds',
    standard: '15000',
    min: 100,
    max: 600_000,
  }),
  webhookPrivateTargets: choiceSetting({
    variable: 'WEBHOOK_PRIVATE_TARGETS',
    meaning:
      'Whether webhooks may go to addresses of this machine and of private networks, and there by plain http, too. Whoever may make webhooks can then have the engine send requests to what only the engine reaches. Link-local addresses (the metadata of clouds) stay refused.',
    standard: 'refused',
    choices: ['refused', 'allowed'],
  }),
  webhookTimeoutMs: integerSetting({
    variable: 'WEBHOOK_TIMEOUT_MS',
    meaning: 'How long the receiver of a webhook may take to answer before the attempt has failed.',
    unit: 'milliseconds',
    standard: '15000',
    min: 100,
    max: 60_000,
  }),
  webhookRetrySeconds: integerListSetting({
    variable: 'WEBHOOK_RETRY_SECONDS',
    meaning:
      'Pauses before an event’s second attempt at a webhook, its third and so on, each made longer by up to a fifth at random. After the attempt that follows the last pause the webhook is disabled.',
    unit: 'seconds',
    standard: '5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 28800',
    min: 1,
    max: 86_400,
    countMax: 20,
  }),
  noticeFolder: textSetting({
    variable: 'NOTICE_FOLDER',
    meaning:
      'Folder of what is set for notices (quiet hours), its one `*.yaml`. Absent: the one that comes with the engine. See [notices](notices.md).',
    allowed: `a path of at most ${PATH_LENGTH_MAX} characters`,
    accept: isPath,
  }),
  noticeLanguage: choiceSetting({
    variable: 'NOTICE_LANGUAGE',
    meaning: 'Language that notices are written in.',
    standard: 'en',
    choices: ['en', 'zh-CN'],
  }),
  smtpUrl: textSetting({
    variable: 'SMTP_URL',
    meaning:
      'Mail server that takes the engine’s notices. `smtp://` encrypts where the server offers it (STARTTLS), `smtps://` from the beginning. Absent: nothing is mailed, and the log of notices says so.',
    allowed: 'a URL such as `smtp://user:password@host:587`, without a path',
    accept: isSmtpUrl,
    secret: true,
  }),
  smtpFrom: textSetting({
    variable: 'SMTP_FROM',
    meaning: 'Address that mailed notices come from.',
    standard: 'gongdan@localhost',
    allowed: `one email address of at most ${EMAIL_LENGTH_MAX} characters`,
    accept: isEmailAddress,
  }),
  smtpTimeoutMs: integerSetting({
    variable: 'SMTP_TIMEOUT_MS',
    meaning: 'How long the mail server may take for one mail before the attempt has failed.',
    unit: 'milliseconds',
    standard: '20000',
    min: 100,
    max: 120_000,
  }),
  noticeWebhookUrl: textSetting({
    variable: 'NOTICE_WEBHOOK_URL',
    meaning:
      'Where notices with the channel `webhook` are sent. Targets are checked as those of webhooks are (`WEBHOOK_PRIVATE_TARGETS`), and the receiver has as long (`WEBHOOK_TIMEOUT_MS`). Absent: none is sent, and the log of notices says so.',
    allowed: `an http or https URL of at most ${WEB_ADDRESS_LENGTH_MAX} characters, without a user name, a password or a fragment`,
    accept: isWebAddress,
    secret: true,
  }),
  noticeWebhookSecret: textSetting({
    variable: 'NOTICE_WEBHOOK_SECRET',
    meaning:
      'What these messages are signed with (Standard Webhooks). Must be there where `NOTICE_WEBHOOK_URL` is. Make one with `echo "whsec_$(openssl rand -base64 32)"`.',
    allowed: '`whsec_` and 24 to 64 bytes in Base64',
    accept: (text) => WEBHOOK_SECRET.test(text),
    secret: true,
  }),
  publicUrl: textSetting({
    variable: 'PUBLIC_URL',
    meaning:
      'Where people open tickets and complaints: notices link to `<PUBLIC_URL>/tickets/<id>` and `<PUBLIC_URL>/complaints/<id>`. Absent: notices have no link.',
    allowed: `an http or https URL of at most ${WEB_ADDRESS_LENGTH_MAX} characters, without a user name, a password or a fragment`,
    accept: isWebAddress,
  }),
  shutdownMsMax: integerSetting({
    variable: 'SHUTDOWN_MS_MAX',
    meaning: 'How long a stopping engine lets requests in flight finish before it cuts them off.',
    unit: 'milliseconds',
    standard: '10000',
    min: 0,
    max: 300_000,
  }),
  shutdownDrainMs: integerSetting({
    variable: 'SHUTDOWN_DRAIN_MS',
    meaning:
      'How long a stopping engine still takes new requests while `/health/ready` answers 503 already, so that a proxy in front sends the next ones elsewhere. Part of `SHUTDOWN_MS_MAX`; 0: it closes at once.',
    unit: 'milliseconds',
    standard: '0',
    min: 0,
    max: 60_000,
  }),
  metricsToken: textSetting({
    variable: 'METRICS_TOKEN',
    meaning:
      'What a scraper sends to `/metrics` as `Authorization: Bearer <token>`. Absent: only programs of this machine are answered, and no request that a proxy has passed on. Make one with `openssl rand -hex 32`.',
    allowed: `${METRICS_TOKEN_LENGTH_MIN} to ${METRICS_TOKEN_LENGTH_MAX} letters, digits, \`_\` and \`-\``,
    accept: (text) => METRICS_TOKEN.test(text),
    secret: true,
  }),
} as const;

type Table = typeof SETTINGS_TABLE;
type ValueOf<Key extends keyof Table> = Table[Key] extends Setting<infer Value> ? Value : never;

/** The validated environment. A setting without a default may be absent: its `meaning` says what holds then. */
export type Settings = {
  readonly [Key in Exclude<keyof Table, Absent>]: ValueOf<Key>;
} & { readonly [Key in Absent]?: ValueOf<Key> };
type Absent =
  | 'databaseUrl'
  | 'kurrentdbUrl'
  | 'calendarFolder'
  | 'carryOverCalendar'
  | 'slaFolder'
  | 'trustedProxies'
  | 'kafkaBrokers'
  | 'kafkaUsername'
  | 'kafkaPassword'
  | 'metricsToken'
  | 'noticeFolder'
  | 'smtpUrl'
  | 'noticeWebhookUrl'
  | 'noticeWebhookSecret'
  | 'publicUrl';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads all settings at once. Throws one `SETTINGS.INVALID` with a violation per variable: its name, what
 * was given (never for secrets), what is allowed. A variable that is set to nothing counts as absent.
 */
export function readSettings(environment: Environment = process.env): Settings {
  const values: Record<string, unknown> = {};
  const violations: Violation[] = [];
  for (const [key, setting] of Object.entries<Setting<unknown>>(SETTINGS_TABLE)) {
    const given = environment[setting.variable]?.trim();
    const text = given === undefined || given === '' ? setting.standard : given;
    if (text === undefined) continue;
    const parsed = setting.parse(text);
    if (parsed.ok) values[key] = parsed.value;
    else violations.push({ path: setting.variable, message: complaint(setting, text) });
  }
  if (violations.length > 0) throw invalidSettings(violations);
  return values as Settings;
}

const complaint = (setting: Setting<unknown>, text: string): string => {
  const given = setting.secret === true ? '(not shown)' : JSON.stringify(text.slice(0, 100));
  return `is ${given}; allowed: ${setting.allowed}`;
};

const invalidSettings = (violations: readonly Violation[]): GongdanError =>
  new GongdanError({
    code: 'SETTINGS.INVALID',
    category: 'invalid',
    message: violations.map(({ path, message }) => `${path} ${message}`).join('\n'),
    hint: 'docs/reference/settings.md lists every setting.',
    violations,
  });

/** Only this machine can reach it. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
