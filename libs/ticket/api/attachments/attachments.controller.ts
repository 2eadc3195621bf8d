import { createHash } from 'node:crypto';
import { Body, Controller, Get, Inject, Param, Post, StreamableFile } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@gongdan/contracts';
import { GongdanError, type Clock } from '@gongdan/core';
import type { CommandContext } from '@gongdan/event-store';
import {
  BodyBytesMax,
  CLOCK,
  commandAnswer,
  CommandRoute,
  PlainRoute,
  RequestCaller,
  RequestContext,
  WORKFLOWS,
  type CommandAnswer,
} from '@gongdan/platform';
import type { Workflows } from '@gongdan/workflow';
import {
  AttachFileDto,
  catalogEntry,
  CONTENT_LENGTH_MAX,
  IssueTicketCommand,
  type StoredFile,
} from '../../commands/index.js';
import { availableCommands } from '../../domain/index.js';
import { CommandIssuer, withMoment } from '../commands/command-issuer.js';
import { AttachmentStore, type AttachedBytes } from './attachment-store.js';

/** The file in base64, and the other members. */
const ATTACH_BODY_BYTES_MAX = CONTENT_LENGTH_MAX + 10_000;

@ApiTags('tickets')
@Controller('tickets')
export class AttachmentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly issuer: CommandIssuer,
    private readonly files: AttachmentStore,
    @Inject(WORKFLOWS) private readonly workflows: Workflows,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post(':id/attach')
  @BodyBytesMax(ATTACH_BODY_BYTES_MAX)
  @CommandRoute({ summary: catalogEntry('attach').summary })
  async attach(
    @Param('id') id: string,
    @Body() body: AttachFileDto,
    @RequestContext() given: CommandContext,
  ): Promise<CommandAnswer> {
    const context = withMoment(given, body);
    const bytes = Buffer.from(body.contentBase64, 'base64');
    const file = fileOf(bytes);
    await this.issuer.unlessRepeated(context, () =>
      this.keep(id, { bytes, sha256: file.sha256 }, context),
    );
    const input = catalogEntry('attach').toInput(body, { file });
    const command = new IssueTicketCommand(id, 'attach', input, context);
    return commandAnswer(id, await this.commands.execute(command));
  }

  @Get(':id/attachments/:attachmentId')
  @ApiOkResponse({
    description: 'The bytes as they were attached, always as a download.',
    content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
  })
  @PlainRoute({
    summary: 'The bytes of an attached file.',
    status: 200,
    failures: [400, 401, 403, 404, 503],
  })
  async download(
    @Param('id') id: string,
    @Param('attachmentId') attachmentId: string,
    @RequestCaller() caller: Caller,
  ): Promise<StreamableFile> {
    const { attachments } = await this.issuer.visibleState(id, { caller });
    const found = attachments.find((attachment) => attachment.attachmentId === attachmentId);
    if (found === undefined) throw noSuchAttachment();
    const bytes = await this.files.get(id, found.sha256);
    // The media type is what somebody said: nothing is shown by it, only kept.
    return new StreamableFile(bytes, {
      type: 'application/octet-stream',
      length: bytes.length,
      disposition: `attachment; filename*=UTF-8''${encodeFileName(found.fileName)}`,
    });
  }

  /** Bytes first, so that the log never names a file that is not there; only where it may be attached. */
  private async keep(id: string, content: AttachedBytes, context: CommandContext): Promise<void> {
    const state = await this.issuer.visibleState(id, context);
    const now = this.clock.now();
    const attach = availableCommands(this.workflows, state, context.caller, now).find(
      ({ command }) => command === 'attach',
    );
    if (attach?.allowed && state.customerId !== null) {
      await this.files.put(id, state.customerId, content);
    }
  }
}

const fileOf = (bytes: Buffer): StoredFile => ({
  sizeBytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

/** RFC 8187: everything but letters, digits and a few signs in percent encoding. */
const encodeFileName = (name: string): string =>
  encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const noSuchAttachment = (): GongdanError =>
  new GongdanError({
    code: 'ATTACHMENT.NOT_FOUND',
    category: 'not-found',
    message: 'The ticket has no such file.',
    hint: 'GET /api/v1/tickets/{id} lists its files.',
  });
