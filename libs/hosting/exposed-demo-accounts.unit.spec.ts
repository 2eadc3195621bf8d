import { describe, expect, it } from '@jest/globals';
import { instantOf } from '@gongdan/core';
import type { UserAccount } from '@gongdan/platform';
import { isExposed, refuseExposedDemoAccounts } from './exposed-demo-accounts.js';

const account: UserAccount = {
  id: 'a1',
  username: 'clerk',
  displayName: 'clerk',
  roles: ['clerk'],
  technicianId: null,
  customerId: null,
  email: null,
  demo: true,
  disabled: false,
  createdAt: instantOf(0),
};

const onLoopback = { host: '127.0.0.1' };
const everywhere = { host: '0.0.0.0' };
const behindProxy = { host: '127.0.0.1', trustedProxies: ['127.0.0.1'] };

describe('demonstration accounts', () => {
  it('are exposed by an address beyond loopback, and by a proxy on the same machine', () => {
    expect([onLoopback, everywhere, behindProxy].map(isExposed)).toEqual([false, true, true]);
  });

  it('stop the start where they are, by the name of the setting', () => {
    refuseExposedDemoAccounts(onLoopback, [account]);
    refuseExposedDemoAccounts(behindProxy, []);
    expect(() => refuseExposedDemoAccounts(everywhere, [account])).toThrow('HOST=0.0.0.0');
    expect(() => refuseExposedDemoAccounts(behindProxy, [account])).toThrow('TRUSTED_PROXIES');
  });
});
