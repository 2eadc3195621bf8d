import { ApiProperty } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';
import type { Role } from '@gongdan/contracts';
import { EnumListField, IdField, TextField } from '../../validation/fields.js';
import { EMAIL_ADDRESS, EMAIL_LENGTH_MAX, EMAIL_WORDS } from '../email-address.js';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '../password-hasher.js';
import {
  ACCOUNT_ROLES,
  DISPLAY_NAME_LENGTH_MAX,
  USERNAME,
  type UserAccount,
} from '../user-accounts.js';

export class LoginBody {
  @TextField({
    description: 'User name; upper and lower case are the same.',
    lengthMax: 100,
    example: 'dispatcher',
  })
  username!: string;

  @TextField({ description: 'Password.', lengthMax: PASSWORD_LENGTH_MAX, mayBeBlank: true })
  password!: string;
}

export class NewAccountBody {
  @TextField({
    description: 'User name; kept in lower case.',
    lengthMax: 100,
    pattern: {
      expression: new RegExp(USERNAME.source.replaceAll('a-z', 'A-Za-z')),
      words: 'must be letters, digits and . _ @ -, beginning with a letter or digit',
    },
  })
  username!: string;

  @TextField({
    description: 'Password.',
    lengthMin: PASSWORD_LENGTH_MIN,
    lengthMax: PASSWORD_LENGTH_MAX,
    mayBeBlank: true,
  })
  password!: string;

  @TextField({ description: 'Name to show.', lengthMax: DISPLAY_NAME_LENGTH_MAX, optional: true })
  displayName?: string;

  @EnumListField(ACCOUNT_ROLES, { description: 'Roles.', itemsMin: 1 })
  roles!: Role[];

  @IdField({ description: 'The technician this login belongs to.', optional: true })
  technicianId?: string;

  @TextField({
    description: 'Where notices are mailed to.',
    lengthMax: EMAIL_LENGTH_MAX,
    pattern: { expression: EMAIL_ADDRESS, words: EMAIL_WORDS },
    optional: true,
  })
  email?: string;
}

export class EmailBody {
  @ApiProperty({ type: 'string', nullable: true })
  @ValidateIf((_body: object, value: unknown) => value !== null)
  @TextField({
    description: 'Where notices are mailed to; null: nowhere any more.',
    lengthMax: EMAIL_LENGTH_MAX,
    pattern: { expression: EMAIL_ADDRESS, words: EMAIL_WORDS },
  })
  email!: string | null;
}

export class PasswordBody {
  @TextField({
    description: 'The new password.',
    lengthMin: PASSWORD_LENGTH_MIN,
    lengthMax: PASSWORD_LENGTH_MAX,
    mayBeBlank: true,
  })
  password!: string;
}

export class AccountAnswer {
  @ApiProperty({ description: 'The actor of every event that this account causes.' })
  id!: string;

  @ApiProperty()
  username!: string;

  @ApiProperty()
  displayName!: string;

  @ApiProperty({ type: 'array', items: { type: 'string', enum: [...ACCOUNT_ROLES] } })
  roles!: readonly Role[];

  @ApiProperty({ type: 'string', nullable: true })
  technicianId!: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  customerId!: string | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'Where notices are mailed to.' })
  email!: string | null;

  @ApiProperty({ description: 'A demonstration account: works on loopback only.' })
  demo!: boolean;

  @ApiProperty()
  disabled!: boolean;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt!: string;
}

export class AccountListAnswer {
  @ApiProperty({ description: 'How many there are.', type: 'integer', minimum: 0 })
  count!: number;

  @ApiProperty({ type: [AccountAnswer] })
  accounts!: AccountAnswer[];
}

export class LoginAnswer {
  @ApiProperty({ description: 'Send it as `Authorization: Bearer <token>`.' })
  token!: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  expiresAt!: string;

  @ApiProperty({ type: AccountAnswer })
  account!: AccountAnswer;
}

export class SessionAnswer {
  @ApiProperty({ type: 'string', format: 'date-time' })
  expiresAt!: string;

  @ApiProperty({ type: AccountAnswer })
  account!: AccountAnswer;
}

export class DisabledAnswer {
  @ApiProperty({ type: 'integer', minimum: 0 })
  disabled!: number;
}

export const accountAnswer = (account: UserAccount): AccountAnswer => ({
  ...account,
  roles: [...account.roles],
});
