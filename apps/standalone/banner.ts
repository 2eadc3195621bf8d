import type { UserAccount } from '@gongdan/platform';

export interface BannerFacts {
  readonly api: string;
  readonly dataFolder: string;
  /** Undefined: a server of the operator's own (DATABASE_URL). */
  readonly databaseFolder?: string;
  readonly demoAccounts: readonly UserAccount[];
  readonly demoPassword?: string;
  readonly hasAccounts: boolean;
  readonly startedMs: number;
}

/** What a start says to people: where it is, who can log in, what to try next. */
export function banner(facts: BannerFacts): string {
  const { api, dataFolder, databaseFolder, startedMs } = facts;
  return [
    '',
    `Gongdan 工单 is running (started in ${(startedMs / 1_000).toFixed(1)} s). Ctrl-C stops it.`,
    '',
    `  API       ${api}/api/v1`,
    `  browse it ${api}/api/v1/docs`,
    `  data      ${dataFolder}`,
    `  database  ${databaseFolder ?? 'at DATABASE_URL'}`,
    '',
    ...accountLines(facts),
    '',
  ].join('\n');
}

function accountLines(facts: BannerFacts): string[] {
  const { demoAccounts, demoPassword } = facts;
  if (demoAccounts.length > 0) return demoLines(facts, demoAccounts, demoPassword);
  if (facts.hasAccounts) return [];
  return [
    'There are no accounts yet. Make the first one, then log in with POST /api/v1/auth/login:',
    '',
    '  npm run gongdan -- users add administrator --role administrator',
  ];
}

function demoLines(
  { api }: BannerFacts,
  accounts: readonly UserAccount[],
  password = '(as printed at the first start)',
): string[] {
  const width = Math.max(...accounts.map(({ username }) => username.length));
  return [
    `Demonstration accounts (on this machine only), all with the password ${password}`,
    '',
    ...accounts.map(
      ({ username, roles, displayName }) =>
        `  ${username.padEnd(width)}  ${roles.join(', ')}${displayName === username ? '' : ` (${displayName})`}`,
    ),
    '',
    'Try next:',
    '',
    `  TOKEN=$(curl -s ${api}/api/v1/auth/login -H 'content-type: application/json' \\`,
    `    -d '{"username":"dispatcher","password":"${password}"}' | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')`,
    `  curl -s ${api}/api/v1/board -H "authorization: Bearer $TOKEN"`,
  ];
}
