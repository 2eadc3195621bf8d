import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GongdanError } from '@gongdan/core';
import { RequestSession } from '../../http/command-context.js';
import { PlainRoute } from '../../http/describe-route.js';
import type { Session } from '../sessions.js';
import { UserAccounts } from '../user-accounts.js';
import {
  AccountAnswer,
  accountAnswer,
  AccountListAnswer,
  DisabledAnswer,
  EmailBody,
  NewAccountBody,
  PasswordBody,
} from './account.dto.js';

@ApiTags('users')
@Controller('users')
export class UsersController {
  constructor(private readonly accounts: UserAccounts) {}

  @Get()
  @PlainRoute({
    summary: 'All accounts, by user name.',
    status: 200,
    answer: AccountListAnswer,
    failures: [400, 401, 403, 503],
  })
  async list(): Promise<AccountListAnswer> {
    const accounts = (await this.accounts.list()).map(accountAnswer);
    return { count: accounts.length, accounts };
  }

  @Post()
  @PlainRoute({
    summary: 'Makes an account.',
    status: 201,
    answer: AccountAnswer,
    failures: [400, 401, 403, 409, 413, 415, 422, 503],
  })
  async create(@Body() body: NewAccountBody): Promise<AccountAnswer> {
    const created = await this.accounts.create(body);
    if (!created.ok) throw new GongdanError(created.error);
    return accountAnswer(created.value);
  }

  @Get(':id')
  @PlainRoute({
    summary: 'One account, by id or user name.',
    status: 200,
    answer: AccountAnswer,
    failures: [400, 401, 403, 404, 503],
  })
  async get(@Param('id') id: string): Promise<AccountAnswer> {
    return accountAnswer(await this.accounts.get(id));
  }

  @Post(':id/disable')
  @PlainRoute({
    summary: 'Disables an account and ends its logins.',
    description: 'Not the caller’s own: so there always is an administrator who can log in.',
    status: 200,
    answer: AccountAnswer,
    failures: [400, 401, 403, 404, 409, 415, 503],
  })
  async disable(
    @Param('id') idOrUsername: string,
    @RequestSession() session: Session,
  ): Promise<AccountAnswer> {
    const { id } = await this.accounts.get(idOrUsername);
    if (id === session.account.id) throw ownAccount();
    return accountAnswer(await this.accounts.disable(id));
  }

  @Post(':id/enable')
  @PlainRoute({
    summary: 'Enables an account again.',
    status: 200,
    answer: AccountAnswer,
    failures: [400, 401, 403, 404, 415, 503],
  })
  async enable(@Param('id') id: string): Promise<AccountAnswer> {
    return accountAnswer(await this.accounts.enable(id));
  }

  @Post(':id/password')
  @PlainRoute({
    summary: 'Sets a new password and ends the account’s logins.',
    status: 200,
    answer: AccountAnswer,
    failures: [400, 401, 403, 404, 413, 415, 422, 503],
  })
  async setPassword(@Param('id') id: string, @Body() body: PasswordBody): Promise<AccountAnswer> {
    const changed = await this.accounts.setPassword(id, body.password);
    if (!changed.ok) throw new GongdanError(changed.error);
    return accountAnswer(changed.value);
  }

  @Post(':id/email')
  @PlainRoute({
    summary: 'Sets the address that the account’s notices are mailed to; null takes it away.',
    status: 200,
    answer: AccountAnswer,
    failures: [400, 401, 403, 404, 413, 415, 422, 503],
  })
  async setEmail(@Param('id') id: string, @Body() body: EmailBody): Promise<AccountAnswer> {
    const changed = await this.accounts.setEmail(id, body.email);
    if (!changed.ok) throw new GongdanError(changed.error);
    return accountAnswer(changed.value);
  }

  @Post('disable-demo-accounts')
  @PlainRoute({
    summary: 'Disables every demonstration account and ends its logins.',
    description: 'Not by one of them: make an administrator first, and log in as that one.',
    status: 200,
    answer: DisabledAnswer,
    failures: [400, 401, 403, 409, 415, 503],
  })
  async disableDemo(@RequestSession() { account }: Session): Promise<DisabledAnswer> {
    if (account.demo) throw ownAccount();
    return { disabled: await this.accounts.disableDemoAccounts() };
  }
}

const ownAccount = (): GongdanError =>
  new GongdanError({
    code: 'ACCOUNT.OWN_ACCOUNT',
    category: 'conflict',
    message: 'You cannot disable the account that you are logged in with.',
    hint: 'Ask another administrator, or use `gongdan users` beside the engine.',
  });
