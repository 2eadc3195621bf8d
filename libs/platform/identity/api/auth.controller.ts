import { Body, Controller, Get, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { GongdanError } from '@gongdan/core';
import { bearerToken } from '../../access/access-guard.js';
import { clientAddress } from '../../http/client-address.js';
import { RequestSession } from '../../http/command-context.js';
import { PlainRoute } from '../../http/describe-route.js';
import { Sessions, type Session } from '../sessions.js';
import { accountAnswer, LoginAnswer, LoginBody, SessionAnswer } from './account.dto.js';

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(private readonly sessions: Sessions) {}

  @Post('login')
  @PlainRoute({
    summary: 'Logs in with user name and password.',
    description: 'Answers a token that lasts TOKEN_HOURS.',
    status: 200,
    answer: LoginAnswer,
    failures: [400, 401, 413, 415, 422, 429, 503],
  })
  async login(@Body() body: LoginBody, @Req() request: FastifyRequest): Promise<LoginAnswer> {
    const { username, password } = body;
    const login = await this.sessions.login(username, password, clientAddress(request));
    if (!login.ok) throw new GongdanError(login.error);
    const { token, expiresAt, account } = login.value;
    return { token, expiresAt, account: accountAnswer(account) };
  }

  @Post('logout')
  @PlainRoute({
    summary: 'Ends the login: the token is worth nothing any more.',
    status: 204,
    failures: [400, 401, 403, 415, 503],
  })
  async logout(@Req() request: FastifyRequest): Promise<void> {
    const token = bearerToken(request);
    if (token !== undefined) await this.sessions.end(token);
  }

  @Get('me')
  @PlainRoute({
    summary: 'Who is logged in with this token, and until when.',
    status: 200,
    answer: SessionAnswer,
    failures: [400, 401, 403, 503],
  })
  me(@RequestSession() session: Session): SessionAnswer {
    return { expiresAt: session.expiresAt, account: accountAnswer(session.account) };
  }
}
