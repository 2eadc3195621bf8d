import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readSettings, SETTINGS_TABLE } from '@gongdan/platform';
import { SERVICE_NAMES } from '@gongdan/stages';
import { composeFile, composeText, nodeImage, scrapeFile } from './compose-file.js';
import { SERVICE_PORT } from './proxy-configuration.js';

/** Of one instance: reads 8, work 12, accounts 5; of the event store 4, its writer, its listener. */
const INSTANCE_CONNECTIONS_MAX = 31;

const { services, volumes, secrets, networks } = composeFile();
const everything = Object.entries(services);
const engines = everything.filter(([name]) => [...SERVICE_NAMES, 'setup'].includes(name));

/** What a variable is where nobody sets it; undefined: it has to be set. */
const byDefault = (text: string): string | undefined =>
  text.includes(':?') ? undefined : text.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');

describe('the services of the compose file', () => {
  it.each(SERVICE_NAMES)('have %s by its own program', (name) => {
    expect(services[name]?.command).toEqual(['node', `dist/apps/${name}/main.js`]);
    expect(existsSync(new URL(`../../apps/${name}/main.ts`, import.meta.url))).toBe(true);
  });

  it('are one image, which is built once and never pulled', () => {
    expect(engines).toHaveLength(SERVICE_NAMES.length + 1);
    expect(new Set(engines.map(([, { image }]) => image)).size).toBe(1);
    expect(engines.filter(([, { build }]) => build !== undefined).map(([name]) => name)).toEqual([
      'setup',
    ]);
    for (const [, service] of engines) expect(service.pull_policy).toBe('never');
  });

  it.each(engines)('let %s have database, brokers and keys like all others', (_, service) => {
    const { environment = {} } = service;
    expect(environment).toEqual(services['request']?.environment);
    expect(environment['DATABASE_URL']).toMatch(/^\$\{DATABASE_URL:\?/);
    expect(byDefault(environment['KAFKA_BROKERS'] ?? '')).toBe('kafka:9092');
    expect(environment['PORT']).toBe(String(SERVICE_PORT));
    expect(service.volumes).toEqual([`data:${environment['DATA_DIR']}`]);
    expect(service.read_only).toBe(true);
  });

  it('are given settings that there are, with values that are allowed', () => {
    const { NODE_OPTIONS, ...environment } = services['request']?.environment ?? {};
    expect(NODE_OPTIONS).toContain('--disable-warning=TimeoutNegativeWarning');
    const known = Object.values(SETTINGS_TABLE).map(({ variable }): string => variable);
    expect(Object.keys(environment).filter((variable) => !known.includes(variable))).toEqual([]);
    const settings = readSettings(
      Object.fromEntries(
        Object.entries(environment).map(([variable, text]) => [variable, byDefault(text)]),
      ),
    );
    expect(settings).toMatchObject({ host: '0.0.0.0', kafkaBrokers: ['kafka:9092'] });
    const [{ subnet } = { subnet: '' }] = networks['inside']?.ipam.config ?? [];
    expect(settings.trustedProxies).toEqual([byDefault(subnet)]);
  });

  it('begin when the topics are there, and those when their servers answer', () => {
    for (const name of SERVICE_NAMES) {
      expect(services[name]?.depends_on).toEqual({
        setup: { condition: 'service_completed_successfully' },
      });
    }
    expect(services['setup']).toMatchObject({
      command: ['gongdan', 'topics', 'create'],
      restart: 'no',
    });
    // Not required: who uses servers of his own leaves their profiles out.
    for (const name of ['postgres', 'kafka', 'kurrentdb']) {
      expect(services[name]?.profiles).toEqual([name]);
      expect(services['setup']?.depends_on).toMatchObject({
        [name]: { condition: 'service_healthy', required: false },
      });
    }
  });

  it('may take longer to stop than they ever do', () => {
    const { shutdownMsMax } = readSettings({});
    for (const name of SERVICE_NAMES) {
      const [, seconds] = /^(\d+)s$/.exec(services[name]?.stop_grace_period ?? '') ?? [];
      expect(Number(seconds) * 1_000).toBeGreaterThan(shutdownMsMax);
    }
  });

  it('have a relay that stands by, and connections for all', () => {
    expect(services['relay']?.deploy.replicas).toBe(2);
    const instances = SERVICE_NAMES.length + 1;
    const [, connectionsMax] = /max_connections=(\d+)/.exec(
      (services['postgres']?.command ?? []).join(' '),
    ) ?? [''];
    expect(Number(connectionsMax)).toBeGreaterThan(instances * INSTANCE_CONNECTIONS_MAX);
  });
});

describe('the containers', () => {
  it('are of versions that are named', () => {
    const images = everything.map(([, { image }]) => byDefault(image) ?? '');
    for (const image of [...images, nodeImage() ?? '']) {
      expect(image).toMatch(/^[a-z0-9./-]+:v?\d+\.\d+(\.\d+)?(-[a-z-]+)?$/);
    }
    const { dependencies } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    ) as { dependencies: Record<string, string> };
    expect(nodeImage()).toBe(`node:${dependencies['node']}-bookworm-slim`);
  });

  it('are reached through the proxy, and that and the metrics on this machine only', () => {
    const published = everything.filter(([, { ports = [] }]) => ports.length > 0);
    expect(published.map(([name]) => name)).toEqual(['proxy', 'prometheus', 'grafana']);
    for (const [, { ports = [] }] of published) {
      for (const port of ports) expect(byDefault(port)).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    }
  });

  it('have no password that nobody chose', () => {
    const secretly = composeText().matchAll(/\$\{(\w*(?:PASSWORD|TOKEN))(:[-?])([^}]*)\}/g);
    const found = [...secretly].map(([, variable, kind, value]) => [variable, kind, value]);
    expect(found.length).toBeGreaterThan(3);
    expect(found.filter(([, kind, value]) => kind === ':-' && value !== '')).toEqual([]);
    const literal = everything.flatMap(([, { environment = {} }]) =>
      Object.entries(environment).filter(
        ([variable, text]) => /PASSWORD|TOKEN/.test(variable) && !text.startsWith('${'),
      ),
    );
    expect(literal).toEqual([]);
  });

  it.each(everything)('give %s no more rights and room than it needs', (_, service) => {
    expect(service).toMatchObject({
      init: true,
      security_opt: ['no-new-privileges:true'],
      cap_drop: ['ALL'],
      networks: ['inside'],
      logging: { options: { 'max-size': '20m', 'max-file': '5' } },
    });
    expect(service.deploy.resources.limits.memory).toMatch(/^\d+[mg]$/);
  });

  it('keep what must last in volumes that there are', () => {
    const named = everything
      .flatMap(([, service]) => service.volumes ?? [])
      .map((volume) => volume.split(':')[0] ?? '');
    const mounted = named.filter((source) => !source.startsWith('.'));
    expect([...new Set(mounted)].toSorted()).toEqual(Object.keys(volumes).toSorted());
    for (const folder of named.filter((source) => source.startsWith('./'))) {
      expect(existsSync(new URL(`../../docker/${folder}`, import.meta.url))).toBe(true);
    }
  });
});

describe('Prometheus', () => {
  it('asks every service, with the token that they have', () => {
    const [{ authorization, dns_sd_configs: [targets] } = { dns_sd_configs: [] }] =
      scrapeFile().scrape_configs;
    expect([...(targets?.names ?? [])].toSorted()).toEqual([...SERVICE_NAMES].toSorted());
    expect(targets?.port).toBe(SERVICE_PORT);
    const [secret = ''] = services['prometheus']?.secrets ?? [];
    expect(authorization?.credentials_file).toBe(`/run/secrets/${secret}`);
    expect(secrets[secret]?.environment).toBe('METRICS_TOKEN');
    expect(services['request']?.environment?.['METRICS_TOKEN']).toMatch(/^\$\{METRICS_TOKEN:\?/);
  });
});
