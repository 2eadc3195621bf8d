import { GongdanError } from '@gongdan/core';
import { isLoopback, type Settings, type UserAccount } from '@gongdan/platform';

type Reach = Pick<Settings, 'host' | 'trustedProxies'>;

/** Other machines can reach the engine: straight, or through a proxy (perhaps one on this machine). */
export const isExposed = ({ host, trustedProxies }: Reach): boolean =>
  !isLoopback(host) || trustedProxies !== undefined;

/** Accounts whose passwords were printed must not be reachable from elsewhere. */
export function refuseExposedDemoAccounts(settings: Reach, demo: readonly UserAccount[]): void {
  if (!isExposed(settings) || demo.length === 0) return;
  const { host } = settings;
  const setting = isLoopback(host) ? 'TRUSTED_PROXIES' : `HOST=${host}`;
  throw new GongdanError({
    code: 'HOST.DEMO_ACCOUNTS_EXPOSED',
    category: 'rejected',
    message: `${setting} would open the engine to other machines while ${demo.length} demonstration accounts are enabled.`,
    hint: 'Disable them with `npm run gongdan -- users remove-demo`, or leave HOST at 127.0.0.1 and TRUSTED_PROXIES unset.',
  });
}
