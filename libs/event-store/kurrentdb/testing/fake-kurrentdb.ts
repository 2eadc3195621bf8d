import grpc from '@grpc/grpc-js';
import featuresPb from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_pb.js';
import features from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_grpc_pb.js';
import sharedPb from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import readPb from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import readService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import appendPb from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v2/streams/streams_pb.js';
import appendService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v2/streams/streams_grpc_pb.js';
import { refusalOf } from './fake-refusals.js';
import {
  FakeStreams,
  type FakeAppend,
  type FakeRecord,
  type StoredRecord,
} from './fake-streams.js';

/** What becomes of the next appends, one each; then everything goes well again. */
export type FakeFault =
  'cut before it is written' | 'cut after it is written' | 'never answered' | 'not leader';

type ReadCall = grpc.ServerWritableStream<readPb.ReadReq, readPb.ReadResp>;

/**
 * **A fake**: the part of KurrentDB’s gRPC interface that the adapter uses, over a real socket on loopback,
 * with its data in memory. It speaks the protocol of the client’s own definitions and keeps the rules of
 * `FakeStreams`. That the adapter works with it does not prove that it works with a server.
 */
export class FakeKurrentDb {
  readonly faults: FakeFault[] = [];
  /** Sessions that were asked for, refused ones too. */
  sessions = 0;
  private server = new grpc.Server();
  private port = 0;

  constructor(
    readonly streams = new FakeStreams(),
    /** Of the methods it says it has. */
    private readonly knowsSessions = true,
  ) {}

  async start(): Promise<void> {
    this.server = new grpc.Server();
    this.server.addService(features.ServerFeaturesService, {
      getSupportedMethods: (
        _call: unknown,
        answer: grpc.sendUnaryData<featuresPb.SupportedMethods>,
      ) => answer(null, this.supportedMethods()),
    });
    this.server.addService(readService.StreamsService, {
      read: (call: ReadCall) => this.read(call),
    });
    this.server.addService(appendService.StreamsServiceService, {
      appendSession: (call: SessionCall, answer: SessionAnswer) => this.appendSession(call, answer),
    });
    const credentials = grpc.ServerCredentials.createInsecure();
    this.port = await new Promise((resolve, reject) => {
      this.server.bindAsync(`127.0.0.1:${this.port}`, credentials, (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
  }

  /** As a client is told. */
  get connection(): string {
    return `kurrentdb://127.0.0.1:${this.port}?tls=false`;
  }

  /** Breaks every connection, as kill -9 would; the data and the port stay for the next `start`. */
  stop(): void {
    this.server.forceShutdown();
  }

  private supportedMethods(): featuresPb.SupportedMethods {
    const methods = new featuresPb.SupportedMethods();
    methods.setEventStoreServerVersion(this.knowsSessions ? '25.1.0' : '24.10.0');
    const names = [
      ['event_store.client.streams.streams', 'read'],
      ...(this.knowsSessions
        ? [['kurrentdb.protocol.v2.streams.streamsservice', 'appendsession']]
        : []),
    ];
    for (const [service = '', name = ''] of names) {
      const method = new featuresPb.SupportedMethod();
      method.setServiceName(service);
      method.setMethodName(name);
      methods.addMethods(method);
    }
    return methods;
  }

  private appendSession(call: SessionCall, answer: SessionAnswer): void {
    const session: FakeAppend[] = [];
    call.on('data', (request: appendPb.AppendRequest) => session.push(appendOf(request)));
    call.on('error', () => undefined);
    call.on('end', () => this.finishSession(session, answer));
  }

  private finishSession(session: readonly FakeAppend[], answer: SessionAnswer): void {
    this.sessions += 1;
    const fault = this.faults.shift();
    if (fault === 'not leader') return answer(refusalOf({ status: 'not-leader', port: this.port }));
    if (fault === 'cut before it is written') return void this.cut();
    const written = this.streams.append(session);
    if (fault === 'cut after it is written') return void this.cut();
    if (fault === 'never answered') return;
    if (written.status !== 'written') return answer(refusalOf(written, session));
    const response = new appendPb.AppendSessionResponse();
    response.setPosition(String(written.position));
    session.forEach(({ stream }, index) => {
      const output = new appendPb.AppendResponse();
      output.setStream(stream);
      output.setStreamRevision(String(written.revisions[index]));
      response.addOutput(output);
    });
    answer(null, response);
  }

  private async cut(): Promise<void> {
    this.stop();
    await this.start();
  }

  private read(call: ReadCall): void {
    const options = call.request.getOptions();
    const stream = options?.getStream();
    const name = Buffer.from(stream?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString();
    if (!options || !stream) {
      return void call.destroy(new Error('the fake reads streams only, not $all'));
    }
    if (options.hasSubscription()) this.follow(call, name, firstAfter(stream));
    else this.readOnce(call, name, options);
  }

  private readOnce(call: ReadCall, name: string, options: readPb.ReadReq.Options): void {
    const records = this.streams.read(name);
    if (records === undefined) {
      const response = new readPb.ReadResp();
      const notFound = new readPb.ReadResp.StreamNotFound();
      const identifier = new sharedPb.StreamIdentifier();
      identifier.setStreamName(Buffer.from(name));
      notFound.setStreamIdentifier(identifier);
      response.setStreamNotFound(notFound);
      call.write(response);
      call.end();
      return;
    }
    for (const record of windowOf(records, options)) call.write(responseOf(record));
    call.end();
  }

  private follow(call: ReadCall, name: string, first: number): void {
    let next = first;
    const confirmation = new readPb.ReadResp.SubscriptionConfirmation();
    confirmation.setSubscriptionId('a subscription');
    const confirmed = new readPb.ReadResp();
    confirmed.setConfirmation(confirmation);
    call.write(confirmed);
    const send = () => {
      for (const record of this.streams.read(name) ?? []) {
        if (record.revision < next) continue;
        next = record.revision + 1;
        call.write(responseOf(record));
      }
    };
    const ignore = this.streams.listen(send);
    call.on('cancelled', ignore);
    call.on('close', ignore);
    call.on('error', ignore);
    send();
  }
}

type SessionCall = grpc.ServerReadableStream<
  appendPb.AppendRequest,
  appendPb.AppendSessionResponse
>;
type SessionAnswer = grpc.sendUnaryData<appendPb.AppendSessionResponse>;

function appendOf(request: appendPb.AppendRequest): FakeAppend {
  return {
    stream: request.getStream(),
    expected: request.hasExpectedRevision() ? Number(request.getExpectedRevision()) : -2,
    records: request.getRecordsList().map((record): FakeRecord => {
      const isJson = record.getSchema()?.getFormat() === appendPb.SchemaFormat.SCHEMA_FORMAT_JSON;
      const properties: Record<string, string> = isJson ? {} : { '$schema.format': 'Bytes' };
      record.getPropertiesMap().forEach((value, name) => {
        properties[name] = value.getStringValue();
      });
      return {
        id: record.getRecordId() ?? '',
        type: record.getSchema()?.getName() ?? '',
        isJson,
        data: record.getData_asU8(),
        properties,
      };
    }),
  };
}

/** A subscription begins after the revision that is named. */
const firstAfter = (stream: readPb.ReadReq.Options.StreamOptions): number =>
  stream.hasRevision() ? Number(stream.getRevision()) + 1 : 0;

/** A read backwards that begins beyond the end sees only the part of its window that exists. */
function windowOf(
  records: readonly StoredRecord[],
  options: readPb.ReadReq.Options,
): readonly StoredRecord[] {
  const count = Number(options.getCount());
  const stream = options.getStream();
  if (options.getReadDirection() === readPb.ReadReq.Options.ReadDirection.FORWARDS) {
    const first = stream?.hasRevision() === true ? Number(stream.getRevision()) : 0;
    return records.filter(({ revision }) => revision >= first).slice(0, count);
  }
  const newest = records.at(-1)?.revision ?? 0;
  const last = stream?.hasRevision() === true ? Number(stream.getRevision()) : newest;
  return records.filter(({ revision }) => revision <= last && revision > last - count).toReversed();
}

function responseOf(record: StoredRecord): readPb.ReadResp {
  const recorded = new readPb.ReadResp.ReadEvent.RecordedEvent();
  const id = new sharedPb.UUID();
  id.setString(record.id);
  recorded.setId(id);
  const identifier = new sharedPb.StreamIdentifier();
  identifier.setStreamName(Buffer.from(record.stream));
  recorded.setStreamIdentifier(identifier);
  recorded.setStreamRevision(String(record.revision));
  recorded.setCommitPosition(String(record.position));
  recorded.setPreparePosition(String(record.position));
  recorded.getMetadataMap().set('type', record.type);
  recorded
    .getMetadataMap()
    .set('content-type', record.isJson ? 'application/json' : 'application/octet-stream');
  recorded.getMetadataMap().set('created', '17000000000000000');
  recorded.setCustomMetadata(Buffer.from(JSON.stringify(record.properties)));
  recorded.setData(record.data);
  const event = new readPb.ReadResp.ReadEvent();
  event.setEvent(recorded);
  event.setCommitPosition(String(record.position));
  const response = new readPb.ReadResp();
  response.setEvent(event);
  return response;
}
