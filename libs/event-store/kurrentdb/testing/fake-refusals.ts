import grpc from '@grpc/grpc-js';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import statusPb from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/status_pb.js';
import errorsPb from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v2/streams/errors_pb.js';
import type { FakeAnswer, FakeAppend } from './fake-streams.js';

type Refusal =
  | Exclude<FakeAnswer, { readonly status: 'written' }>
  | { readonly status: 'not-leader'; readonly port: number };

/** A refusal as the server puts it on the wire: a gRPC status with typed details. */
export function refusalOf(
  refusal: Refusal,
  session: readonly FakeAppend[] = [],
): Partial<grpc.StatusObject> {
  const { INVALID_ARGUMENT, FAILED_PRECONDITION, ABORTED, NOT_FOUND } = grpc.status;
  switch (refusal.status) {
    case 'invalid':
      return { code: INVALID_ARGUMENT, details: refusal.why };
    case 'not-leader': {
      const metadata = new grpc.Metadata();
      metadata.set('exception', 'not-leader');
      metadata.set('leader-endpoint-host', '127.0.0.1');
      metadata.set('leader-endpoint-port', String(refusal.port));
      return { code: NOT_FOUND, details: 'Leader info available', metadata };
    }
    case 'conflict': {
      const { stream, actual } = refusal;
      const details = new errorsPb.StreamRevisionConflictErrorDetails();
      details.setStream(stream);
      const expected = session.find((append) => append.stream === stream)?.expected ?? -2;
      details.setExpectedRevision(String(expected));
      details.setActualRevision(String(actual));
      return detailed(
        FAILED_PRECONDITION,
        'StreamRevisionConflictErrorDetails',
        details.serializeBinary(),
      );
    }
    case 'too-large': {
      const details = new errorsPb.AppendTransactionSizeExceededErrorDetails();
      details.setSize(refusal.size);
      details.setMaxSize(refusal.sizeMax);
      return detailed(
        ABORTED,
        'AppendTransactionSizeExceededErrorDetails',
        details.serializeBinary(),
      );
    }
  }
}

function detailed(code: grpc.status, name: string, value: Uint8Array): Partial<grpc.StatusObject> {
  const any = new anyPb.Any();
  any.setTypeUrl(`type.googleapis.com/kurrentdb.protocol.v2.streams.errors.${name}`);
  any.setValue(value);
  const status = new statusPb.Status();
  status.setMessage(name);
  status.setDetails(any);
  const metadata = new grpc.Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from(status.serializeBinary()));
  return { code, details: name, metadata };
}
