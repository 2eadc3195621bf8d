const SCHEME = /^(kurrentdb|kurrent|kdb|esdb)(\+discover)?:$/;

/** What the client understands; it prints the whole string, password and all, where it meets another. */
const OPTIONS: ReadonlySet<string> = new Set([
  'tls',
  'tlsverifycert',
  'tlscafile',
  'usercertfile',
  'userkeyfile',
  'connectionname',
  'defaultdeadline',
  'nodepreference',
  'maxdiscoverattempts',
  'discoveryinterval',
  'gossiptimeout',
  'keepaliveinterval',
  'keepalivetimeout',
]);

export const KURRENT_CONNECTION_LENGTH_MAX = 1_000;

/** Whether this is `kurrentdb://user:password@host:2113,host:2113?tls=true` or one of its relatives. */
export function isKurrentConnection(text: string): boolean {
  const match = /^([a-z+]+:)\/\/(?:[^:/@?]+:[^@/?]+@)?([^@/?]+)\/?(?:\?(.*))?$/.exec(text);
  if (text.length > KURRENT_CONNECTION_LENGTH_MAX || !match) return false;
  const [, scheme = '', hosts = '', query = ''] = match;
  return SCHEME.test(scheme) && hosts.split(',').every(isHost) && options(query).every(isOption);
}

const isHost = (text: string): boolean => /^[A-Za-z0-9._-]+(:[1-9]\d{0,4})?$/.test(text);

const options = (query: string): readonly string[] => (query === '' ? [] : query.split('&'));

/** The client compares names without `-`, `_` and case. */
function isOption(text: string): boolean {
  const [, name = '', value = ''] = /^([A-Za-z_-]+)=([^&?=]+)$/.exec(text) ?? [];
  return value !== '' && OPTIONS.has(name.toLowerCase().replaceAll(/[_-]/g, ''));
}
