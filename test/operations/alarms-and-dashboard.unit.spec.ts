import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { METRICS_TABLE, type Metric } from '@gongdan/platform';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Alarm {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string; readonly runbook: string };
}
interface AlarmFile {
  readonly groups: readonly { readonly rules: readonly Alarm[] }[];
}
interface AlarmTests {
  readonly tests: readonly {
    readonly alert_rule_test: readonly {
      readonly alertname: string;
      readonly exp_alerts: readonly unknown[];
    }[];
  }[];
}
interface Dashboard {
  readonly panels: readonly {
    readonly type: string;
    readonly title: string;
    readonly description?: string;
    readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}
interface ScrapeFile {
  readonly scrape_configs: readonly {
    readonly job_name: string;
    readonly dns_sd_configs: readonly { readonly names: readonly string[] }[];
  }[];
}

const alarms = (parse(read('docker/prometheus/alarms.yml')) as AlarmFile).groups.flatMap(
  ({ rules }) => rules,
);
const alarmTests = (parse(read('docker/prometheus/alarms.test.yml')) as AlarmTests).tests.flatMap(
  (test) => test.alert_rule_test,
);
const dashboard = JSON.parse(read('docker/grafana/dashboards/gongdan.json')) as Dashboard;
const page = read('docs/how-to/operate-the-services.md');

const metrics: Readonly<Record<string, Metric>> = METRICS_TABLE;

/** Names of metrics in a text, those of a histogram’s series without their ending. */
const metricsIn = (text: string): readonly string[] =>
  [...text.matchAll(/\b(gongdan|process|nodejs)_[a-z0-9_]+/g)].map(([name]) => {
    const base = name.replace(/_(bucket|sum|count)$/, '');
    return metrics[base]?.kind === 'histogram' ? base : name;
  });

const unknownIn = (text: string): readonly string[] =>
  metricsIn(text).filter((name) => !(name in metrics));

/** `name{label="…", …}`, each with the labels that it is asked for by. */
const selectorsIn = (expr: string): readonly (readonly [string, readonly string[]])[] =>
  [...expr.matchAll(/\b((?:gongdan|nodejs)_[a-z0-9_]+)\{([^}]*)\}/g)].map(
    ([, name = '', matchers = '']) => [
      metricsIn(name)[0] ?? name,
      [...matchers.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
    ],
  );

/** What Prometheus adds to every series. */
const SCRAPED_LABELS = ['job', 'host', 'instance'];

const expressions = [
  ...alarms.map(({ alert, expr }) => [alert, expr] as const),
  ...dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => [title, expr] as const),
  ),
];

describe('alarms and dashboard', () => {
  it.each(expressions)(
    '%s asks for metrics that there are, by labels that they have',
    (_, expr) => {
      expect(unknownIn(expr)).toEqual([]);
      for (const [name, labels] of selectorsIn(expr)) {
        const known = [...Object.keys(metrics[name]?.labels ?? {}), ...SCRAPED_LABELS];
        expect(labels.filter((label) => !known.includes(label))).toEqual([]);
      }
      expect(metricsIn(expr).length + Number(/\bup\b/.test(expr))).toBeGreaterThan(0);
    },
  );

  it('would find a name that there is not', () => {
    expect(unknownIn('rate(gongdan_relay_publishd_total[1m])')).toHaveLength(1);
    expect(unknownIn('gongdan_log_appends_bucket')).toHaveLength(1);
    expect(unknownIn('gongdan_log_append_duration_seconds_bucket')).toEqual([]);
    expect(selectorsIn('a(gongdan_log_appends_total{outcom="x"})')).toEqual([
      ['gongdan_log_appends_total', ['outcom']],
    ]);
  });

  it('does not lay panels over one another', () => {
    const taken = new Set<string>();
    for (const { title, gridPos } of dashboard.panels) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect([title, taken.has(`${x},${y}`)]).toEqual([title, false]);
          taken.add(`${x},${y}`);
        }
      }
    }
    const rows = dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title);
    expect(rows).toEqual(['Desk', 'Relay', 'Consumers', 'Read models', 'Webhooks', 'Processes']);
  });

  it('names alarms in panels that there are', () => {
    const named = dashboard.panels.flatMap(({ description = '' }) =>
      [...(/Alarms? ([^:.]+)/.exec(description)?.[1] ?? '').matchAll(/[A-Z]\w+/g)].map(String),
    );
    expect(named.length).toBeGreaterThan(10);
    const known = alarms.map(({ alert }) => alert);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('every alarm', () => {
  it.each(alarms.map((alarm) => [alarm.alert, alarm] as const))(
    '%s is tested both ways, and has a runbook',
    (alert, { annotations }) => {
      const tests = alarmTests.filter(({ alertname }) => alertname === alert);
      expect(tests.some(({ exp_alerts: expected }) => expected.length > 0)).toBe(true);
      expect(tests.some(({ exp_alerts: expected }) => expected.length === 0)).toBe(true);
      const [path, anchor = ''] = annotations.runbook.split('#');
      expect(path).toBe('docs/how-to/operate-the-services.md');
      expect(anchorsOf(page)).toContain(anchor);
      expect(page).toContain(`\`${alert}\``);
    },
  );

  it('of a host that is gone knows the hosts that are scraped', () => {
    const { scrape_configs: configs } = parse(
      read('docker/prometheus/prometheus.yml'),
    ) as ScrapeFile;
    const scraped = configs.flatMap((config) =>
      config.dns_sd_configs.flatMap(({ names }) => names),
    );
    const { expr = '' } = alarms.find(({ alert }) => alert === 'HostDown') ?? {};
    const missed = [...expr.matchAll(/absent\(up\{job="gongdan", host="([a-z]+)"\}\)/g)];
    expect(missed.map(([, host]) => host)).toEqual(scraped);
  });
});

describe('the operator’s page', () => {
  it('names metrics that there are', () => {
    expect(metricsIn(page).length).toBeGreaterThan(20);
    expect(unknownIn(page)).toEqual([]);
  });
});

/** As readers of Markdown make them of headings. */
const anchorsOf = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );
