import {
  Inject,
  Logger,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { configFolder, ENGINE, roundsTold, type Engine } from '@gongdan/platform';
import { POLICY_BOOK, SlaModule, type PolicyBook } from '@gongdan/sla';
import { NoticesController } from './api/notices.controller.js';
import type { NoticeChannel } from './channels/notice-channel.js';
import { openChannels } from './channels/open-channels.js';
import { NoticeQueue } from './delivery/notice-queue.js';
import { NoticeWorker } from './delivery/notice-worker.js';
import type { NoticeFacts } from './domain/notice.js';
import { NOTICE_PAUSES_MS } from './domain/retry-schedule.js';
import type { NoticeWords } from './domain/words.js';
import { loadQuietHours } from './notice-files/load-quiet-hours.js';
import { noticesSource } from './notices-source.js';
import { NOTICE_WORDS } from './notification.tokens.js';
import { makeNotices } from './planning/make-notices.js';
import { NoticeBox } from './queries/notice-box.js';
import { NoticeLog } from './queries/notice-log.js';
import { wordsIn } from './words-in.js';

/** Who is told of an escalation, how and when, and the log of what was sent and why not. */
@Module({
  imports: [SlaModule],
  controllers: [NoticesController],
  providers: [
    {
      provide: NOTICE_WORDS,
      inject: [ENGINE, POLICY_BOOK],
      useFactory: ({ settings }: Engine, book: PolicyBook) => wordsIn(settings, book),
    },
    NoticeBox,
    NoticeLog,
  ],
})
export class NotificationModule
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown
{
  private readonly workers: readonly NoticeWorker[];

  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(NOTICE_WORDS) words: (facts: NoticeFacts) => NoticeWords,
  ) {
    const log = new Logger(NotificationModule.name);
    const { settings, pool, store } = engine;
    const folder = settings.noticeFolder ?? configFolder('notices');
    const quietHours = loadQuietHours(folder, settings.timeZone);
    const queue = new NoticeQueue(pool);
    this.workers = openChannels(settings, pool, words).map(
      (channel) =>
        new NoticeWorker({
          queue,
          channel,
          store,
          quietHours,
          pausesMs: NOTICE_PAUSES_MS,
          ...roundsTold(outageOf(channel), (line) => log.warn(line)),
        }),
    );
  }

  async onModuleInit(): Promise<void> {
    const { feed, store } = this.engine;
    await feed.add(makeNotices(store));
  }

  /** Only where time is real: a program that plays in virtual time tells nobody. */
  onApplicationBootstrap(): void {
    const { pool, metrics, firesTimers } = this.engine;
    if (!firesTimers) return;
    for (const worker of this.workers) worker.start();
    metrics.addSource(noticesSource(pool));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
  }
}

const outageOf = ({ name }: NoticeChannel) => ({
  failing: `Notices by ${name} cannot be sent`,
  over: `Notices by ${name} are sent again`,
});
