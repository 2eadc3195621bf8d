import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '@gongdan/contracts';
import { GongdanError } from '@gongdan/core';
import { replaceFile, SECRET_MODE, type Engine } from '@gongdan/platform';

/** User names are the roles; the Chinese words stand beside them. */
const DEMO_ACCOUNTS: readonly (readonly [Role, string])[] = [
  ['clerk', '受理员'],
  ['dispatcher', '派工员'],
  ['dispatch-manager', '部门经理'],
  ['technician', '服务人员'],
  ['finance', '财务'],
  ['service-manager', '客服经理'],
  ['executive', '副总经理'],
  ['auditor', '审计'],
  ['integration', '系统集成'],
  ['administrator', '系统管理'],
];

const passwordFile = (dataFolder: string): string => join(dataFolder, 'demo-password');

/** Makes one account per role, all with one random password that is kept in DATA_DIR for later banners. */
export async function createDemoAccounts(
  engine: Pick<Engine, 'accounts'>,
  dataFolder: string,
  technicianId: string,
): Promise<void> {
  const password = readDemoPassword(dataFolder) ?? randomBytes(9).toString('base64url');
  replaceFile(passwordFile(dataFolder), `${password}\n`, SECRET_MODE);
  for (const [role, displayName] of DEMO_ACCOUNTS) {
    const created = await engine.accounts.create({
      username: role,
      displayName,
      password,
      roles: [role],
      demo: true,
      ...(role === 'technician' ? { technicianId } : {}),
    });
    if (!created.ok && created.error.code !== 'ACCOUNT.USERNAME_TAKEN') {
      throw new GongdanError(created.error);
    }
  }
}

export function readDemoPassword(dataFolder: string): string | undefined {
  const path = passwordFile(dataFolder);
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
}
