import type { EventContract, Owner } from './event-contract.js';
import { allEventContracts } from './registry.js';
import { streamKindsOf } from './stream-kinds.js';

/** The part of JSON Schema that the contracts use. */
interface SchemaNode {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly SchemaNode[];
  readonly items?: SchemaNode;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

interface Member {
  /** As a reader writes it: `contact.name`, `parts[].code`. */
  readonly name: string;
  /** As the contract’s `personal` writes it: `/contact/name`; `*` is any element. */
  readonly pointer: string;
  readonly kind: string;
  readonly required: boolean;
}

const OWNERS: readonly Owner[] = [
  'request',
  'dispatch',
  'field',
  'billing',
  'feedback',
  'complaint',
  'customer',
  'technician',
  'sla',
];

/** docs/reference/events.md as the contracts say it now. */
export function renderEventReference(
  contracts: readonly EventContract[] = allEventContracts(),
): string {
  const sections = OWNERS.flatMap((owner) => {
    const owned = contracts.filter((contract) => contract.owner === owner);
    const streams = streamKindsOf(owner).map((kind) => `\`${kind}-<id>\``);
    return [
      `## Stage ${owner}`,
      `Streams: ${streams.join(', ')}`,
      ...owned.flatMap((contract) => renderEvent(contract)),
    ];
  });
  return `${[...HEAD, ...sections, '<!-- prettier-ignore-end -->'].join('\n\n')}\n`;
}

const HEAD = [
  '# Events',
  '<!-- Generated from libs/contracts: UPDATE_DOCS=1 npm test -- libs/contracts -->',
  [
    'Every fact the engine records, by the stage that owns it: the only one that may append it. Data is',
    'closed: members that are not listed are refused on write. What may change within a version, and what',
    'is a new one, is [promised](compatibility.md); over HTTP older events are led forward on reading, so',
    'that a reader meets the newest version only.',
  ].join('\n'),
  [
    '**Personal** members are sealed under the customer’s key in the log. Once the customer is forgotten',
    'they read `[forgotten]`; everything else stays as it was. Over Kafka they are sealed as in the log.',
  ].join('\n'),
  [
    'Downstream an event is a CloudEvent of type `gongdan.<event>.v<version>`, with `data` as listed here.',
    'Lengths are characters; instants are UTC with milliseconds. JSON Schemas of all versions lie in',
    '[libs/contracts/published](../../libs/contracts/published), and with topics and headers in the AsyncAPI',
    'document ([asyncapi.json](asyncapi.json), `GET /api/v1/asyncapi.json`).',
  ].join('\n'),
  '<!-- prettier-ignore-start -->',
];

function renderEvent(contract: EventContract): string[] {
  const { type, owner, schemaVersion, description, sample } = contract;
  const members = membersOf(contract.schema, '', '');
  const streams = streamKindsOf(owner).map((kind) => `\`${kind}\``);
  return [
    `### ${type}`,
    description,
    `Version ${schemaVersion} · owner \`${owner}\` · stream ${streams.join(' or ')}`,
    members.length === 0 ? 'No members.' : memberTable(members, new Set(contract.personal)),
    ['```json', JSON.stringify(sample, null, 2), '```'].join('\n'),
  ];
}

function memberTable(members: readonly Member[], personal: ReadonlySet<string>): string {
  const rows = members.map(({ name, kind, required, pointer }) => {
    const cells = [
      `\`${name}\``,
      kind,
      required ? 'yes' : 'no',
      personal.has(pointer) ? 'personal' : '',
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
  });
  return ['| member | type | required | personal |', '|---|---|---|---|', ...rows].join('\n');
}

/** All members in declaration order, parents before what lies in them. */
function membersOf(node: SchemaNode, name: string, pointer: string): Member[] {
  if (node.type === 'array' && node.items)
    return membersOf(node.items, `${name}[]`, `${pointer}/*`);
  return Object.entries(node.properties ?? {}).flatMap(([key, schema]) => {
    const member: Member = {
      name: name === '' ? key : `${name}.${key}`,
      pointer: `${pointer}/${key}`,
      kind: kindOf(schema),
      required: node.required?.includes(key) ?? false,
    };
    return [member, ...membersOf(schema, member.name, member.pointer)];
  });
}

function kindOf(node: SchemaNode): string {
  if (node.anyOf) return node.anyOf.map(kindOf).join(' or ');
  if (node.enum) return node.enum.map((value) => `\`${String(value)}\``).join(', ');
  switch (node.type) {
    case 'string':
      if (node.format === 'date-time') return 'instant';
      if (node.format === 'date') return 'day';
      if (node.pattern !== undefined) return `text matching \`${node.pattern}\``;
      return `text${range(node.minLength, node.maxLength)}`;
    case 'integer':
      return `integer${range(node.minimum, node.maximum)}`;
    case 'array':
      return `list${range(node.minItems, node.maxItems)} of ${kindOf(node.items ?? {})}`;
    case undefined:
      return 'anything';
    default:
      return node.type;
  }
}

/** ` 1–100`, ` up to 100`, ` from 1`; nothing for the range of all safe integers. */
function range(min: number | undefined, max: number | undefined): string {
  const from = min === Number.MIN_SAFE_INTEGER ? undefined : min;
  const to = max === Number.MAX_SAFE_INTEGER ? undefined : max;
  if (from !== undefined && to !== undefined) return ` ${from}–${to}`;
  if (to !== undefined) return ` up to ${to}`;
  return from === undefined ? '' : ` from ${from}`;
}
