import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { GongdanError } from '@gongdan/core';

/** A broker of this program’s own. */
export interface OwnKafka {
  readonly brokers: string;
  stop(): Promise<void>;
}

/** Starts the Apache Kafka of tools/kafka with its data in this folder. */
export async function startOwnKafka(
  dataFolder: string,
  note: (line: string) => void,
): Promise<OwnKafka> {
  const tool = pathToFileURL(join(checkout(), 'tools/kafka/broker.mjs')).href;
  const { startKafka, whatKafkaLacks } = (await import(tool)) as {
    startKafka(options: { dataFolder: string; keep: boolean }): Promise<OwnKafka>;
    whatKafkaLacks(): string | undefined;
  };
  const lack = whatKafkaLacks();
  if (lack !== undefined) throw noKafka(lack);
  note('Starting Apache Kafka (the first time it is fetched, which takes a while) …');
  return startKafka({ dataFolder, keep: true });
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
