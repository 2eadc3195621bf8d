/**
 * JSON data without anything else: no prototypes (inputs may be instances of DTO classes), no
 * members that are undefined. What goes into an event, and what values are compared by.
 */
export function plainData<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map((element: unknown) => plainData(element)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const plain: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) plain[name] = plainData<unknown>(member);
  }
  return plain as Value;
}

/**
 * Equal as JSON data, whatever the order of members; an absent member equals one that is undefined.
 */
export function sameData(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) =>
    sameData((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name]),
  );
}
