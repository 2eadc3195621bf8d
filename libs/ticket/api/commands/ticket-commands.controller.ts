import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '@gongdan/event-store';
import {
  CommandRoute,
  RequestContext,
  type CommandAnswer,
  type OccurredBody,
} from '@gongdan/platform';
import { commandCatalog, type CatalogEntry } from '../../commands/index.js';
import { CommandIssuer, type RequestedCommand } from './command-issuer.js';

/** These have routes of their own: one begins a ticket, the other takes bytes. */
const APART: readonly string[] = ['register', 'attach'];

type Handler = (id: string, body: OccurredBody, context: CommandContext) => Promise<CommandAnswer>;

/** `POST /tickets/{id}/{command}`: one documented route for every command of the catalogue. */
@ApiTags('ticket commands')
@Controller('tickets')
export class TicketCommandsController {
  constructor(@Inject(CommandIssuer) readonly issuer: CommandIssuer) {}
}

for (const entry of commandCatalog) {
  if (!APART.includes(entry.name)) addRoute(TicketCommandsController, entry);
}

/** What decorators would do to a method `(@Param('id') id, @Body() body, @RequestContext() context)`. */
function addRoute(controller: typeof TicketCommandsController, entry: CatalogEntry): void {
  const name = entry.name as RequestedCommand['name'];
  const method = name.replaceAll(/-(.)/g, (_dash, letter: string) => letter.toUpperCase());
  const handler: Handler = function (this: TicketCommandsController, ticketId, body, context) {
    return this.issuer.issue({ name, ticketId, body, context });
  };
  // What documents the routes goes by the method's own name.
  Object.defineProperty(handler, 'name', { value: method });
  const { prototype } = controller;
  Object.defineProperty(prototype, method, { value: handler, writable: true, configurable: true });
  Reflect.defineMetadata('design:paramtypes', [String, entry.dto, Object], prototype, method);
  Param('id')(prototype, method, 0);
  Body()(prototype, method, 1);
  RequestContext()(prototype, method, 2);
  const descriptor = Object.getOwnPropertyDescriptor(prototype, method) as PropertyDescriptor;
  Post(`:id/${name}`)(prototype, method, descriptor);
  CommandRoute({ summary: entry.summary })(prototype, method, descriptor);
}
