import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@gongdan/contracts';
import { withoutUndefined } from '@gongdan/core';
import { checkedInstant, PlainRoute, RequestCaller } from '@gongdan/platform';
import type { NoticeFacts } from '../domain/notice.js';
import type { NoticeWords } from '../domain/words.js';
import { NOTICE_WORDS } from '../notification.tokens.js';
import { NoticeBox } from '../queries/notice-box.js';
import { NoticeLog } from '../queries/notice-log.js';
import {
  NoticeAnswer,
  NoticeCountAnswer,
  NoticeLogAnswer,
  NoticesAnswer,
  ReadAllAnswer,
} from './notice-answers.dto.js';
import { nextCursor, noticeAnswer, noticeLogItem, pageAsked } from './notice-answers.js';
import { BoxFilterQuery, BoxQuery, LogQuery, ReadAllBody } from './notice-queries.dto.js';

@ApiTags('notices')
@Controller('notices')
export class NoticesController {
  constructor(
    private readonly box: NoticeBox,
    private readonly log: NoticeLog,
    @Inject(NOTICE_WORDS) private readonly words: (facts: NoticeFacts) => NoticeWords,
  ) {}

  @Get()
  @PlainRoute({
    summary: 'What the caller was told in the engine itself, the newest first.',
    status: 200,
    answer: NoticesAnswer,
    failures: [400, 401, 403, 503],
  })
  async list(
    @Query() { unread = false, ...page }: BoxQuery,
    @RequestCaller() { actor }: Caller,
  ): Promise<NoticesAnswer> {
    const list = `notices ${actor} ${unread}`;
    const { items, next } = await this.box.list(actor, unread, pageAsked(page, list));
    return {
      items: items.map((row) => noticeAnswer(row, this.words)),
      nextCursor: nextCursor(next, list),
    };
  }

  @Get('count')
  @PlainRoute({
    summary: 'How many notices the list with the same filters has, exactly.',
    status: 200,
    answer: NoticeCountAnswer,
    failures: [400, 401, 403, 503],
  })
  async count(
    @Query() { unread = false }: BoxFilterQuery,
    @RequestCaller() { actor }: Caller,
  ): Promise<NoticeCountAnswer> {
    return { count: await this.box.count(actor, unread) };
  }

  @Get('log')
  @PlainRoute({
    summary: 'Who was told of what, when and how, and why not: every notice with its attempts.',
    description: 'The newest first. Nothing is ever removed.',
    status: 200,
    answer: NoticeLogAnswer,
    failures: [400, 401, 403, 503],
  })
  async readLog(@Query() { limit, cursor, ...filter }: LogQuery): Promise<NoticeLogAnswer> {
    const wanted = withoutUndefined(filter);
    const { subjectId, ticketId, recipient, channel, state } = filter;
    const asked = JSON.stringify([subjectId, ticketId, recipient, channel, state]);
    const list = `notice-log ${asked}`;
    const { items, next } = await this.log.list(wanted, pageAsked({ limit, cursor }, list));
    return {
      items: items.map((row) => noticeLogItem(row, this.words)),
      nextCursor: nextCursor(next, list),
    };
  }

  @Post('read-all')
  @PlainRoute({
    summary: 'Marks all of the caller’s notices as read.',
    status: 200,
    answer: ReadAllAnswer,
    failures: [400, 401, 403, 413, 415, 422, 503],
  })
  async readAll(
    @Body() { until }: ReadAllBody,
    @RequestCaller() { actor }: Caller,
  ): Promise<ReadAllAnswer> {
    const moment = until === undefined ? undefined : checkedInstant(until);
    return { read: await this.box.readAll(actor, moment) };
  }

  @Post(':id/read')
  @PlainRoute({
    summary: 'Marks one of the caller’s notices as read.',
    status: 200,
    answer: NoticeAnswer,
    failures: [400, 401, 403, 404, 415, 503],
  })
  async read(@Param('id') id: string, @RequestCaller() { actor }: Caller): Promise<NoticeAnswer> {
    return noticeAnswer(await this.box.read(actor, id), this.words);
  }
}
