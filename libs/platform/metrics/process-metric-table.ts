import { ofProcess } from './metric.js';

const LAG = 'Delay of the event loop beyond its own 10 ms timer since the last scrape';
const TYPE = { type: 'kind of resource, in Node’s words' };
const SPACE = { space: 'of the heap, in V8’s words' };

/** What prom-client tells of any Node process; its names, our words. Some exist on Linux only. */
export const PROCESS_METRICS = {
  process_start_time_seconds: ofProcess('gauge', 'When the process started (Unix time).'),
  process_cpu_user_seconds_total: ofProcess('counter', 'CPU time in user mode.'),
  process_cpu_system_seconds_total: ofProcess('counter', 'CPU time in the kernel.'),
  process_cpu_seconds_total: ofProcess('counter', 'CPU time in all.'),
  process_resident_memory_bytes: ofProcess('gauge', 'Memory that is in RAM.'),
  process_virtual_memory_bytes: ofProcess('gauge', 'Address space (Linux).'),
  process_heap_bytes: ofProcess('gauge', 'Data segment (Linux).'),
  process_open_fds: ofProcess('gauge', 'Open files and sockets (Linux).'),
  process_max_fds: ofProcess('gauge', 'Most files and sockets that may be open (Linux).'),
  nodejs_eventloop_lag_seconds: ofProcess('gauge', 'Delay of the event loop at this scrape.'),
  nodejs_eventloop_lag_min_seconds: ofProcess('gauge', `${LAG}: least.`),
  nodejs_eventloop_lag_max_seconds: ofProcess('gauge', `${LAG}: most.`),
  nodejs_eventloop_lag_mean_seconds: ofProcess('gauge', `${LAG}: mean.`),
  nodejs_eventloop_lag_stddev_seconds: ofProcess('gauge', `${LAG}: standard deviation.`),
  nodejs_eventloop_lag_p50_seconds: ofProcess('gauge', `${LAG}: median.`),
  nodejs_eventloop_lag_p90_seconds: ofProcess('gauge', `${LAG}: 90th percentile.`),
  nodejs_eventloop_lag_p99_seconds: ofProcess('gauge', `${LAG}: 99th percentile.`),
  nodejs_active_resources: ofProcess('gauge', 'What keeps the process alive.', TYPE),
  nodejs_active_resources_total: ofProcess('gauge', 'All of them.'),
  nodejs_active_handles: ofProcess('gauge', 'Open handles of the event loop.', TYPE),
  nodejs_active_handles_total: ofProcess('gauge', 'All of them.'),
  nodejs_active_requests: ofProcess('gauge', 'Requests of the event loop.', TYPE),
  nodejs_active_requests_total: ofProcess('gauge', 'All of them.'),
  nodejs_heap_size_total_bytes: ofProcess('gauge', 'Heap that V8 has taken.'),
  nodejs_heap_size_used_bytes: ofProcess('gauge', 'Heap that is in use.'),
  nodejs_external_memory_bytes: ofProcess('gauge', 'Buffers outside the heap.'),
  nodejs_heap_space_size_total_bytes: ofProcess('gauge', 'Heap taken, by space.', SPACE),
  nodejs_heap_space_size_used_bytes: ofProcess('gauge', 'Heap in use, by space.', SPACE),
  nodejs_heap_space_size_available_bytes: ofProcess('gauge', 'Heap left, by space.', SPACE),
  nodejs_version_info: ofProcess('gauge', 'Always 1.', {
    version: 'Node’s version',
    major: 'its first part',
    minor: 'its second part',
    patch: 'its third part',
  }),
  nodejs_gc_duration_seconds: ofProcess(
    'histogram',
    'Garbage collections since the first scrape.',
    {
      kind: '`major`, `minor`, `incremental`, `weakcb`',
    },
  ),
} as const;
