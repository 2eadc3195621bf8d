import { GongdanError } from '@gongdan/core';
import { isLoopback, type UserAccount } from '@gongdan/platform';

/** Accounts whose passwords were printed must not be reachable from elsewhere. */
export function refuseExposedDemoAccounts(host: string, demo: readonly UserAccount[]): void {
  if (isLoopback(host) || demo.length === 0) return;
  throw new GongdanError({
    code: 'HOST.DEMO_ACCOUNTS_EXPOSED',
    category: 'rejected',
    message: `HOST=${host} would open the engine to other machines while ${demo.length} demonstration accounts are enabled.`,
    hint: 'Disable them with `npm run gongdan -- users remove-demo`, or leave HOST at 127.0.0.1.',
  });
}
