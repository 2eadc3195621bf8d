import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * - `public`: anybody’s; the only kind that a webhook may go to by default
 * - `private`: of this machine or the operator’s own network; only with WEBHOOK_PRIVATE_TARGETS
 * - `never`: link-local (the metadata of clouds), multicast, reserved, unspecified, and IPv6 forms that wrap
 *   or tunnel IPv4 (mapped, 6to4, Teredo, NAT64, ISATAP): what is inside could be any address
 */
export type AddressKind = 'public' | 'private' | 'never';

const PRIVATE_RANGES = new Set(['loopback', 'private', 'uniqueLocal', 'carrierGradeNat']);

/** Public by its number, but answered inside a cloud’s own machines only. */
const CLOUD_INTERNAL = new Set(['168.63.129.16']);

/** What is handed out as global unicast, of which `range` then takes the special parts away. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** The kind of an address as a resolver answers it. Anything else is `never`. */
export function addressKind(text: string): AddressKind {
  if (isIP(text) === 0) return 'never';
  const address = ipaddr.parse(text);
  const range = address.range();
  if (PRIVATE_RANGES.has(range)) return 'private';
  if (range !== 'unicast') return 'never';
  if (address.kind() === 'ipv4') return CLOUD_INTERNAL.has(text) ? 'never' : 'public';
  const { parts } = address as ipaddr.IPv6;
  return address.match(GLOBAL_UNICAST) && !isIsatap(parts) ? 'public' : 'never';
}

/** RFC 5214: an interface identifier of 0:5efe or 200:5efe and an IPv4 address. */
const isIsatap = (parts: readonly number[]): boolean =>
  parts[5] === 0x5efe && (parts[4] === 0 || parts[4] === 0x200);
