import { isIP } from 'node:net';

const HOST_NAME =
  /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/;

/** An IP address or a host name. */
export const isHost = (text: string): boolean =>
  text.length <= 253 && (isIP(text) !== 0 || HOST_NAME.test(text));

export const PATH_LENGTH_MAX = 1_000;

/** Nobody guesses it in the life of a host, however many tries a second. */
export const METRICS_TOKEN_LENGTH_MIN = 32;
export const METRICS_TOKEN_LENGTH_MAX = 200;
export const METRICS_TOKEN = new RegExp(
  `^[A-Za-z0-9_-]{${METRICS_TOKEN_LENGTH_MIN},${METRICS_TOKEN_LENGTH_MAX}}$`,
);

export const isPath = (text: string): boolean =>
  text.length <= PATH_LENGTH_MAX && !text.includes('\0');

export const isPostgresUrl = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    ['postgres:', 'postgresql:'].includes(url.protocol) &&
    url.hostname !== '' &&
    url.pathname.length > 1
  );
};

const SMTP_PROTOCOLS = ['smtp:', 'smtps:'];

/** Without a path and a query: nothing else may be set in passing. */
export const isSmtpUrl = (text: string): boolean => {
  const url = URL.parse(text);
  return (
    url !== null &&
    SMTP_PROTOCOLS.includes(url.protocol) &&
    url.hostname !== '' &&
    ['', '/'].includes(url.pathname) &&
    url.search === '' &&
    url.hash === ''
  );
};

export const WEB_ADDRESS_LENGTH_MAX = 2_000;

export const isWebAddress = (text: string): boolean => {
  const url = text.length <= WEB_ADDRESS_LENGTH_MAX ? URL.parse(text) : null;
  return (
    url !== null &&
    ['http:', 'https:'].includes(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.hash === ''
  );
};

/** Standard Webhooks: 24 to 64 bytes in Base64. */
export const WEBHOOK_SECRET = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/;

export const isBroker = (text: string): boolean => {
  const [, host = '', port] = /^(\[[0-9A-Fa-f:.]+\]|[^:\s]{1,253}):(\d{1,5})$/.exec(text) ?? [];
  return host !== '' && Number(port) >= 1 && Number(port) <= 65_535;
};

/**
 * `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`. Not a prefix of 0, which would let everybody say where he comes
 * from; no zones, and no IPv4 addresses in the dress of IPv6 ones, which are looked at as IPv4.
 */
export const isNetwork = (text: string): boolean => {
  const [, address = '', prefix] = /^([0-9A-Fa-f:.]{2,39})(?:\/([1-9]\d{0,2}))?$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0 || (version === 6 && /^::ffff:/i.test(address))) return false;
  return Number(prefix ?? 1) <= (version === 4 ? 32 : 128);
};
