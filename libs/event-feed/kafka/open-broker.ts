import type { Broker, BrokerAddress } from './broker.js';

/**
 * A cluster through the present client, which is loaded only here: an engine without Kafka does not carry
 * it. Nothing is connected yet. `note` is told every trouble that the client
 * logs, a line each: what matters is thrown, too.
 */
export async function openBroker(
  address: BrokerAddress,
  note: (line: string) => void,
): Promise<Broker> {
  const { KafkajsBroker } = await import('./client/kafkajs-broker.js');
  return new KafkajsBroker(address, note);
}
