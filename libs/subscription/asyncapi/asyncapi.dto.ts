import { ApiProperty } from '@nestjs/swagger';

const Part = (description: string): PropertyDecorator =>
  ApiProperty({ type: 'object', additionalProperties: true, description });

/** An AsyncAPI 3.0 document; docs/reference/asyncapi.json is one. */
export class AsyncApiAnswer {
  @ApiProperty({ type: 'string', enum: ['3.0.0'] })
  asyncapi: string;

  @Part('Title, version and what holds for all events.')
  info: Readonly<Record<string, unknown>>;

  @Part('Kafka and the HTTP API of the installation.')
  servers: Readonly<Record<string, unknown>>;

  @Part('One per topic, and what is served over HTTP.')
  channels: Readonly<Record<string, unknown>>;

  @Part('What a subscriber receives.')
  operations: Readonly<Record<string, unknown>>;

  @Part('Schemas and messages of every event type and version.')
  components: Readonly<Record<string, unknown>>;
}
