import { splitStreamName, type RecordedEvent } from '@gongdan/core';
import type { Projection } from '@gongdan/projections';
import type { CustomerFileEvent } from '../../domain/customer.js';

export type DeviceRow = {
  readonly device_id: string;
  readonly customer_id: string;
  readonly model: string;
  readonly serial: string | null;
  readonly purchased_on: string | null;
  readonly purchased_at: string | null;
  readonly warranty_until: string | null;
  readonly registered_at: string;
};

export const deviceProjection: Projection<DeviceRow> = {
  name: 'device',
  version: 2,
  table: 'device',
  columns: {
    device_id: { type: 'text' },
    customer_id: { type: 'text' },
    model: { type: 'text' },
    serial: { type: 'text', nullable: true },
    purchased_on: { type: 'date', nullable: true },
    purchased_at: { type: 'text', nullable: true },
    warranty_until: { type: 'date', nullable: true },
    registered_at: { type: 'timestamptz' },
  },
  key: 'device_id',
  indexes: ['(customer_id, registered_at, device_id)'],
  types: ['DeviceRegistered'],
  keyOf: (event) => String(event.data['deviceId']),
  apply(row, recorded) {
    const event = recorded as RecordedEvent & CustomerFileEvent;
    if (event.type !== 'DeviceRegistered') return row;
    const { deviceId, model, serial, purchasedOn, purchasedAt, warrantyUntil } = event.data;
    return {
      device_id: deviceId,
      customer_id: splitStreamName(event.stream).id,
      model,
      serial: serial ?? null,
      purchased_on: purchasedOn ?? null,
      purchased_at: purchasedAt ?? null,
      warranty_until: warrantyUntil ?? null,
      registered_at: event.occurredAt,
    };
  },
};
