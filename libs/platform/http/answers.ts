import { ApiProperty } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { GongdanError, type Refusal, type Result } from '@gongdan/core';
import type { Executed } from '@gongdan/event-store';

const HEADERS = Symbol('answer-headers');
const POSITION = 'gongdan-position';

type Headers = Readonly<Record<string, string>>;

/** Lets an answer carry headers: they are set when it is sent. */
function withHeaders<Body extends object>(body: Body, headers: Headers): Body {
  return Object.assign(body, { [HEADERS]: headers });
}

export function addAnswerHeaders(instance: FastifyInstance): void {
  instance.addHook('preSerialization', (_request, reply, payload, done) => {
    const headers = (payload as { [HEADERS]?: Headers } | null)?.[HEADERS];
    if (headers !== undefined) void reply.headers(headers);
    done(null, payload);
  });
}

export class EventReference {
  @ApiProperty({ description: 'The event’s id.', maxLength: 100 })
  id!: string;

  @ApiProperty({ description: 'Its type.', maxLength: 100, example: 'TicketAssigned' })
  type!: string;
}

/** What every command is answered with. */
export class CommandAnswer {
  @ApiProperty({ description: 'The thing that the command was about.', maxLength: 100 })
  id!: string;

  @ApiProperty({
    description: 'Its version now; also the header ETag.',
    type: 'integer',
    minimum: 0,
  })
  version!: number;

  @ApiProperty({
    description:
      'Position of the log after the command; also the header Gongdan-Position. A read with `minPosition` set to it includes the command. 0: the command changed nothing.',
    type: 'integer',
    minimum: 0,
  })
  position!: number;

  @ApiProperty({ description: 'What happened.', type: [EventReference], maxItems: 1000 })
  events!: EventReference[];
}

const entityTag = (version: number): string => `"${version}"`;

/** The answer to an executed command; a refusal is thrown and becomes a problem document. */
export function commandAnswer(id: string, result: Result<Executed, Refusal>): CommandAnswer {
  if (!result.ok) throw new GongdanError(result.error);
  const { version, position, events, replayed } = result.value;
  const body = {
    id,
    version,
    position,
    events: events.map(({ id: eventId, type }) => ({ id: eventId, type })),
  };
  return withHeaders(body, {
    etag: entityTag(version),
    [POSITION]: String(position),
    ...(replayed ? { 'gongdan-replayed': 'true' } : {}),
  });
}

/** The answer to a read: the position it shows goes into a header, too, and its version into ETag. */
export function readAnswer<Body extends { readonly position: number }>(
  body: Body,
  version?: number,
): Body {
  return withHeaders(body, {
    [POSITION]: String(body.position),
    ...(version === undefined ? {} : { etag: entityTag(version) }),
  });
}

/** The same of an answer that is a file: nothing of it is left to take the position from when it is sent. */
export function tellPosition(reply: FastifyReply, position: number): void {
  void reply.header(POSITION, String(position));
}
