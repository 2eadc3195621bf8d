import { describe, expect, it } from '@jest/globals';
import { addressKind, type AddressKind } from './public-address.js';

const KINDS: Readonly<Record<AddressKind, readonly string[]>> = {
  public: ['1.1.1.1', '8.8.8.8', '93.184.216.34', '223.255.255.255', '2606:4700:4700::1111'],
  private: [
    '127.0.0.1',
    '127.255.255.255',
    '::1',
    '10.0.0.1',
    '10.255.255.255',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '100.64.0.1',
    '100.127.255.255',
    '100.100.100.200',
    'fc00::1',
    'fdff:ffff::1',
    'fd00:ec2::254',
  ],
  never: [
    // unspecified, link-local (metadata of clouds), multicast, broadcast
    '0.0.0.0',
    '0.1.2.3',
    '::',
    '169.254.169.254',
    '169.254.0.1',
    'fe80::1',
    'fe80::1%lo',
    'febf::1',
    '224.0.0.1',
    '239.255.255.255',
    'ff02::1',
    '255.255.255.255',
    '168.63.129.16',
    // reserved, documentation, benchmarks
    '192.0.0.192',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '240.0.0.1',
    '192.88.99.1',
    '2001:db8::1',
    '3fff::1',
    '2001:2::1',
    '100::1',
    'fec0::1',
    '5f00::1',
    '4000::1',
    // IPv4 inside IPv6: mapped, compatible, translated, 6to4, Teredo, NAT64 of both kinds, ISATAP
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '::ffff:0:127.0.0.1',
    '2002:7f00:1::1',
    '2002:a9fe:a9fe::1',
    '2001:0:7f00:1::1',
    '64:ff9b::127.0.0.1',
    '64:ff9b::8.8.8.8',
    '64:ff9b:1::127.0.0.1',
    '2606:4700::5efe:127.0.0.1',
    '2606:4700::200:5efe:10.0.0.1',
    // no address as a resolver answers it
    '',
    'localhost',
    '127.1',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '2130706433',
    '1.1.1.1 ',
    '1.1.1.1/8',
    '[::1]',
  ],
};

describe('the kind of an address', () => {
  for (const [kind, addresses] of Object.entries(KINDS)) {
    it.each(addresses)(`of %j is ${kind}`, (address) => {
      expect(addressKind(address)).toBe(kind);
    });
  }
});
