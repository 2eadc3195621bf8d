import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { GongdanError, messageOf } from '@gongdan/core';

/** A broker of this program’s own. */
export interface OwnKafka {
  readonly brokers: string;
  /** Its process; undefined while there is none. */
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

/** What tools/kafka starts; see its broker.d.mts. */
interface Broker extends OwnKafka {
  readonly ended: Promise<void>;
  restart(): Promise<void>;
}

/** One that could not be started again is tried again, not sooner than this. */
const RESTART_PAUSE_MS = 1_000;

/**
 * Starts the Apache Kafka of tools/kafka with its data in this folder. One that ends though nobody asked it
 * to is started again, as the services are: they wait for it at the same address.
 */
export async function startOwnKafka(
  dataFolder: string,
  note: (line: string) => void,
): Promise<OwnKafka> {
  const tool = pathToFileURL(join(checkout(), 'tools/kafka/broker.mjs')).href;
  const { startKafka, whatKafkaLacks } = (await import(tool)) as {
    startKafka(options: { dataFolder: string; keep: boolean }): Promise<Broker>;
    whatKafkaLacks(): string | undefined;
  };
  const lack = whatKafkaLacks();
  if (lack !== undefined) throw noKafka(lack);
  note('Starting Apache Kafka (the first time it is fetched, which takes a while) …');
  const broker = await startKafka({ dataFolder, keep: true });
  const stopping = new AbortController();
  const running = keepRunning(broker, stopping.signal, note);
  return {
    brokers: broker.brokers,
    get pid() {
      return broker.pid;
    },
    stop: async () => {
      stopping.abort();
      await broker.stop();
      await running;
    },
  };
}

async function keepRunning(
  broker: Broker,
  stopping: AbortSignal,
  note: (line: string) => void,
): Promise<void> {
  for (;;) {
    await broker.ended;
    if (stopping.aborted) return;
    note('Apache Kafka ended and is started again.');
    try {
      await broker.restart();
      note('Apache Kafka is there again.');
    } catch (error) {
      if (stopping.aborted) return;
      note(`Apache Kafka could not be started: ${messageOf(error)}`);
      await pause(RESTART_PAUSE_MS, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
}

/** Sources and build lie at different depths below it. */
function checkout(): string {
  let place: string = import.meta.dirname;
  while (!existsSync(join(place, 'package.json'))) place = dirname(place);
  return place;
}

const noKafka = (lack: string): GongdanError =>
  new GongdanError({
    code: 'HOST.NO_KAFKA',
    category: 'rejected',
    message: `No Apache Kafka can be started here: ${lack}`,
    hint: 'Or set KAFKA_BROKERS to a cluster that runs elsewhere.',
  });
