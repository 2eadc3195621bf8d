import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@gongdan/contracts';
import { withoutUndefined } from '@gongdan/core';
import type { CommandContext, EventStore } from '@gongdan/event-store';
import { EVENT_STORE, PlainRoute, RequestCaller, RequestContext } from '@gongdan/platform';
import { isAccepted } from '../delivery/post.js';
import { SECRET_OVERLAP_HOURS } from '../domain/webhook.js';
import { WebhookStore } from '../store/webhook-store.js';
import { ownOnly, Webhooks } from '../webhooks.js';
import { WebhookRunner } from '../worker/webhook-runner.js';
import { linePage, linesAsked } from './line-page.js';
import {
  ChangesAnswer,
  DeliveriesAnswer,
  NewWebhookAnswer,
  SecretAnswer,
  TestAnswer,
  WebhookAnswer,
  webhookAnswer,
  WebhookListAnswer,
} from './webhook-answers.dto.js';
import {
  AmendWebhookBody,
  DeliveriesQuery,
  LinesQuery,
  NewWebhookBody,
  RedeliverBody,
  RotateSecretBody,
} from './webhook-bodies.dto.js';

const READ_FAILURES = [400, 401, 403, 404, 503] as const;
const CHANGE_FAILURES = [400, 401, 403, 404, 413, 415, 422, 503] as const;

@ApiTags('webhooks')
@Controller('webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: Webhooks,
    private readonly store: WebhookStore,
    private readonly runner: WebhookRunner,
    @Inject(EVENT_STORE) private readonly log: EventStore,
  ) {}

  @Get()
  @PlainRoute({
    summary: 'Webhooks, by age; an integration account sees its own.',
    status: 200,
    answer: WebhookListAnswer,
    failures: [400, 401, 403, 503],
  })
  async list(@RequestCaller() caller: Caller): Promise<WebhookListAnswer> {
    const views = await this.store.list(ownOnly(caller));
    const end = await this.log.lastPosition();
    return { count: views.length, webhooks: views.map((view) => webhookAnswer(view, end)) };
  }

  @Post()
  @PlainRoute({
    summary: 'Makes a webhook: events are sent to its URL, signed, each ticket’s in order.',
    description:
      'The secret in the answer is shown this once. docs/how-to/receive-webhooks.md says what a receiver must do.',
    status: 201,
    answer: NewWebhookAnswer,
    failures: [400, 401, 403, 413, 415, 422, 503],
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    description: 'The same key again (by the same caller) makes no second one.',
    required: false,
    schema: { type: 'string', minLength: 1, maxLength: 200, pattern: '^[\\x21-\\x7e]{1,200}$' },
  })
  async create(
    @Body() body: NewWebhookBody,
    @RequestContext() { caller, idempotency }: CommandContext,
  ): Promise<NewWebhookAnswer> {
    const { url, description = null, types, stream, from = 'now', personal = false } = body;
    const filter = withoutUndefined({ types, stream });
    const wanted = { url, description, filter, from, personal };
    const { id, secret } = await this.webhooks.create(
      { ...wanted, ...(idempotency === undefined ? {} : { idempotency }) },
      caller,
    );
    return Object.assign(await this.show(id, caller), withoutUndefined({ secret }));
  }

  @Get(':id')
  @PlainRoute({
    summary: 'One webhook: its state, how far it has come, its last failure.',
    status: 200,
    answer: WebhookAnswer,
    failures: READ_FAILURES,
  })
  async show(@Param('id') id: string, @RequestCaller() caller: Caller): Promise<WebhookAnswer> {
    const view = await this.store.get(id, ownOnly(caller));
    return webhookAnswer(view, await this.log.lastPosition());
  }

  @Post(':id/amend')
  @PlainRoute({
    summary: 'Changes URL, filter, description or the right to personal texts.',
    status: 200,
    answer: WebhookAnswer,
    failures: CHANGE_FAILURES,
  })
  async amend(
    @Param('id') id: string,
    @Body() body: AmendWebhookBody,
    @RequestCaller() caller: Caller,
  ): Promise<WebhookAnswer> {
    const { types, stream, description, ...rest } = body;
    const amendment = withoutUndefined({
      ...rest,
      types: types?.length === 0 ? null : types,
      stream: stream === '' ? null : stream,
      description: description === '' ? null : description,
    });
    await this.webhooks.amend(id, amendment, caller);
    return this.show(id, caller);
  }

  @Post(':id/pause')
  @PlainRoute({
    summary: 'Stops deliveries until it is resumed; nothing is lost meanwhile.',
    status: 200,
    answer: WebhookAnswer,
    failures: CHANGE_FAILURES,
  })
  async pause(@Param('id') id: string, @RequestCaller() caller: Caller): Promise<WebhookAnswer> {
    await this.store.pause(id, ownOnly(caller), caller.actor);
    return this.changed(id, caller);
  }

  @Post(':id/resume')
  @PlainRoute({
    summary: 'Goes on where it stands, also after the engine has disabled it.',
    description: 'All attempts begin anew. Of an active one: what waits is tried now.',
    status: 200,
    answer: WebhookAnswer,
    failures: CHANGE_FAILURES,
  })
  async resume(@Param('id') id: string, @RequestCaller() caller: Caller): Promise<WebhookAnswer> {
    await this.store.resume(id, ownOnly(caller), caller.actor);
    return this.changed(id, caller);
  }

  @Post(':id/remove')
  @PlainRoute({
    summary: 'Removes a webhook with its secrets and its delivery log.',
    status: 204,
    failures: CHANGE_FAILURES,
  })
  async remove(@Param('id') id: string, @RequestCaller() caller: Caller): Promise<void> {
    await this.store.remove(id, ownOnly(caller), caller.actor);
    this.runner.look();
  }

  @Post(':id/rotate-secret')
  @PlainRoute({
    summary: 'Makes a new secret, shown this once; the old one signs beside it for a while.',
    status: 200,
    answer: SecretAnswer,
    failures: CHANGE_FAILURES,
  })
  async rotateSecret(
    @Param('id') id: string,
    @Body() { overlapHours = SECRET_OVERLAP_HOURS }: RotateSecretBody,
    @RequestCaller() caller: Caller,
  ): Promise<SecretAnswer> {
    const owner = ownOnly(caller);
    const secret = await this.store.rotateSecret(id, owner, overlapHours, caller.actor);
    this.runner.look();
    return { secret };
  }

  @Get(':id/deliveries')
  @PlainRoute({
    summary: 'Every attempt, the newest first.',
    description: 'The newest 10,000 are kept.',
    status: 200,
    answer: DeliveriesAnswer,
    failures: READ_FAILURES,
  })
  async deliveries(
    @Param('id') id: string,
    @Query() query: DeliveriesQuery,
    @RequestCaller() caller: Caller,
  ): Promise<DeliveriesAnswer> {
    await this.store.get(id, ownOnly(caller));
    const { failed = false } = query;
    const list = `webhook-deliveries ${id} ${failed}`;
    const asked = linesAsked(query, list);
    return linePage(await this.store.deliveries(id, { ...asked, failed }), asked, list);
  }

  @Get(':id/changes')
  @PlainRoute({
    summary: 'Who changed what about a webhook, the newest first.',
    status: 200,
    answer: ChangesAnswer,
    failures: READ_FAILURES,
  })
  async changes(
    @Param('id') id: string,
    @Query() query: LinesQuery,
    @RequestCaller() caller: Caller,
  ): Promise<ChangesAnswer> {
    await this.store.get(id, ownOnly(caller));
    const list = `webhook-changes ${id}`;
    const asked = linesAsked(query, list);
    return linePage(await this.store.changes(id, asked), asked, list);
  }

  @Post(':id/redeliver')
  @PlainRoute({
    summary: 'Goes back: everything from a position of the log on is delivered again.',
    description: 'Receivers know repeats by the header webhook-id.',
    status: 200,
    answer: WebhookAnswer,
    failures: CHANGE_FAILURES,
  })
  async redeliver(
    @Param('id') id: string,
    @Body() { from }: RedeliverBody,
    @RequestCaller() caller: Caller,
  ): Promise<WebhookAnswer> {
    await this.store.sendBack(id, ownOnly(caller), from, caller.actor);
    return this.changed(id, caller);
  }

  @Post(':id/test')
  @PlainRoute({
    summary: 'Sends a signed test event now and answers what came of it.',
    status: 200,
    answer: TestAnswer,
    failures: CHANGE_FAILURES,
  })
  async test(@Param('id') id: string, @RequestCaller() caller: Caller): Promise<TestAnswer> {
    const { retryAfterMs: _, ...outcome } = await this.webhooks.test(id, caller);
    return { accepted: isAccepted(outcome), ...outcome };
  }

  private changed(id: string, caller: Caller): Promise<WebhookAnswer> {
    this.runner.look();
    return this.show(id, caller);
  }
}
