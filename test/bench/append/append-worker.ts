// A second writing process: argv holds the database’s URL and the load as JSON; the result is sent back.
import { PostgresEventStore } from '@gongdan/event-store';
import { runAppendLoad, type Load } from './append-load.js';

const [url, load] = process.argv.slice(2);
if (url === undefined || load === undefined) throw new Error('append-worker URL LOAD');
const store = await PostgresEventStore.open({ connection: url });
process.send?.('ready');
process.once('message', () => {
  void (async () => {
    const result = await runAppendLoad(store, JSON.parse(load) as Load);
    process.send?.(result);
    await store.close();
    process.disconnect();
  })();
});
