// The control of the http suite, a program of its own: what a route costs that only parses a body, holds
// it against the same DTO class and answers something as long as the engine does.
import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import Fastify from 'fastify';
import { CommentTicketDto } from '../../../libs/ticket/commands/comment/comment-ticket.dto.js';
import { RegisterRequestBody } from '../../../libs/ticket/api/commands/register-request.dto.js';

const app = Fastify();
let position = 0;

const answerOf = (id: string) => ({ id, version: 1, position: ++position });

function validated<Dto extends object>(metatype: new () => Dto, body: unknown): Dto {
  const dto = plainToInstance(metatype, body);
  const errors = validateSync(dto, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
  });
  if (errors.length > 0) throw new Error(errors.join());
  return dto;
}

app.post<{ Params: { id: string } }>('/api/v1/tickets/:id/comment', (request) => {
  validated(CommentTicketDto, request.body);
  return answerOf(request.params.id);
});
app.post('/api/v1/tickets', (request, reply) => {
  validated(RegisterRequestBody, request.body);
  void reply.code(201);
  return answerOf('0198c2f0-0000-7000-8000-000000000001');
});

const address = await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`listening on ${address}\n`);
process.once('SIGTERM', () => void app.close());
