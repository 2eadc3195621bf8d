import { loadPriceLists } from '@gongdan/billing';
import { configFolder } from '@gongdan/platform';
import type { EventStore } from '@gongdan/event-store';
import { SeededRandom, type VirtualEngine } from '@gongdan/simulation';
import type { Workflows } from '@gongdan/workflow';
import { simulatedEngine } from './simulated-engine.js';
import { simulatedPolicy } from './simulated-consumers.js';

/** What `simulate` drives, on in-memory ports: seconds become milliseconds, and nothing is concurrent. */
export function inMemoryVirtualEngine(
  workflows: Workflows,
): VirtualEngine & { readonly store: EventStore } {
  const random = new SeededRandom(1);
  const noFaults = { on: false };
  const priceLists = loadPriceLists(configFolder('price-lists'));
  const engine = simulatedEngine(random, workflows, noFaults, priceLists);
  const { clock, log, policies, newExecutor } = engine;
  const consumers = new Map(
    policies.map((policy) => {
      const consumer = simulatedPolicy(policy, log, random, noFaults);
      return [consumer.name, consumer] as const;
    }),
  );
  return {
    clock,
    workflows,
    store: log,
    executor: newExecutor(),
    feed: {
      status: () => Promise.resolve([...consumers.keys()].map((name) => ({ name }) as never)),
      async waitFor(name) {
        while (await consumers.get(name)?.step());
        return true;
      },
    },
  };
}
