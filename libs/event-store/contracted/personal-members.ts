/** Where the personal texts of one event type lie: member names down to the texts; `*`: every element. */
export type PersonalMembers = ReadonlyMap<string, PersonalMembers | 'text'>;

/** Builds the tree of an event’s `personal` pointers; undefined where nothing is personal. */
export function personalMembers(pointers: readonly string[]): PersonalMembers | undefined {
  if (pointers.length === 0) return undefined;
  const root = new Map<string, PersonalMembers | 'text'>();
  for (const pointer of pointers) {
    const segments = pointer.split('/').slice(1).map(unescapeSegment);
    const last = segments.pop() ?? '';
    let node = root;
    for (const segment of segments) {
      const next = node.get(segment);
      const child = next instanceof Map ? next : new Map<string, PersonalMembers | 'text'>();
      node.set(segment, child);
      node = child;
    }
    node.set(last, 'text');
  }
  return root;
}

/**
 * The data with every personal text replaced by what `change` makes of it (given the text and its JSON
 * pointer). What is absent, or no text, stays as it is. Copies what changes, never touches its input.
 */
export function mapPersonalTexts(
  members: PersonalMembers,
  data: Readonly<Record<string, unknown>>,
  change: (text: string, pointer: string) => string,
): Readonly<Record<string, unknown>> {
  return mapNode(members, data, '', change) as Readonly<Record<string, unknown>>;
}

/** Whether any personal text of the data fulfils the condition. */
export function somePersonalText(
  members: PersonalMembers | 'text',
  value: unknown,
  condition: (text: string) => boolean,
): boolean {
  if (typeof value === 'string') return members === 'text' && condition(value);
  if (members === 'text' || typeof value !== 'object' || value === null) return false;
  const elements = Array.isArray(value) ? members.get('*') : undefined;
  if (elements !== undefined) {
    return (value as unknown[]).some((element) => somePersonalText(elements, element, condition));
  }
  for (const [name, below] of members) {
    if (somePersonalText(below, (value as Record<string, unknown>)[name], condition)) return true;
  }
  return false;
}

function mapNode(
  members: PersonalMembers | 'text',
  value: unknown,
  pointer: string,
  change: (text: string, pointer: string) => string,
): unknown {
  if (members === 'text') return typeof value === 'string' ? change(value, pointer) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const below = members.get('*');
    if (below === undefined) return value;
    return value.map((element, index) => mapNode(below, element, `${pointer}/${index}`, change));
  }
  const source = value as Readonly<Record<string, unknown>>;
  let copy: Record<string, unknown> | undefined;
  for (const [name, below] of members) {
    const old = source[name];
    if (old === undefined) continue;
    const changed = mapNode(below, old, `${pointer}/${escapeSegment(name)}`, change);
    if (changed !== old) (copy ??= { ...source })[name] = changed;
  }
  return copy ?? source;
}

const unescapeSegment = (segment: string): string =>
  segment.replaceAll('~1', '/').replaceAll('~0', '~');

const escapeSegment = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
