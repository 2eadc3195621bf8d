import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface ComposeService {
  readonly image: string;
  readonly build?: unknown;
  readonly pull_policy?: string;
  readonly profiles?: readonly string[];
  readonly user?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly secrets?: readonly string[];
  readonly depends_on?:
    | readonly string[]
    | Readonly<Record<string, { readonly condition: string; readonly required?: boolean }>>;
  readonly restart: string;
  readonly init: boolean;
  readonly read_only?: boolean;
  readonly security_opt: readonly string[];
  readonly cap_drop: readonly string[];
  readonly networks: readonly string[];
  readonly logging: { readonly options: Readonly<Record<string, string>> };
  readonly stop_grace_period?: string;
  readonly deploy: {
    readonly replicas?: number;
    readonly resources: { readonly limits: { readonly memory: string } };
  };
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly environment: string }>>;
  readonly networks: Readonly<
    Record<string, { readonly ipam: { readonly config: readonly { readonly subnet: string }[] } }>
  >;
}

const read = (path: string): string =>
  readFileSync(new URL(`../../docker/${path}`, import.meta.url), 'utf8');

/** docker/compose.yaml, merged as Compose merges it; variables are left as they are written. */
export const composeText = (): string => read('compose.yaml');
export const composeFile = (): ComposeFile => parse(composeText(), { merge: true }) as ComposeFile;

interface ScrapeFile {
  readonly scrape_configs: readonly {
    readonly authorization: { readonly credentials_file: string };
    readonly dns_sd_configs: readonly {
      readonly names: readonly string[];
      readonly port: number;
    }[];
  }[];
}
export const scrapeFile = (): ScrapeFile => parse(read('prometheus/prometheus.yml')) as ScrapeFile;

/** The image that the Dockerfile’s stages begin with. */
export const nodeImage = (): string | undefined =>
  /^ARG NODE_IMAGE=(\S+)$/m.exec(read('Dockerfile'))?.[1];
