import { writeFileSync } from 'node:fs';
import { openBenchDatabase } from '../bench-database.js';
import { openDesk } from './desk.js';
const db = await openBenchDatabase();
const urls: Record<string, string> = {};
for (const n of [10_000, 1_000_000]) {
  const url = (urls[n] = await db.createDatabase(`lists_${n}`));
  const t = performance.now();
  const desk = await openDesk(url, n);
  console.log('log', n, (performance.now() - t).toFixed(0), await desk.log.lastPosition());
  const t2 = performance.now();
  await desk.fill();
  console.log('filled', n, (performance.now() - t2).toFixed(0));
  await desk.close();
}
writeFileSync('/tmp/lb/urls.json', JSON.stringify({ urls, dataFolder: db.dataFolder, pid: process.pid }));
console.log('ready');
await new Promise(() => setInterval(() => {}, 1e6));
