import { Type } from 'typebox';
import { closed, DaySchema, IdSchema } from '@gongdan/contracts';
import { invalidConfig, readConfigFolder } from '@gongdan/platform';
import type { PriceList } from '../domain/price-list.js';

/** Highest single price, in minor units: a million in most currencies. A slip of the finger is refused. */
export const PRICE_MINOR_MAX = 100_000_000;
const amountMinor = Type.Integer({ minimum: 0, maximum: PRICE_MINOR_MAX });

const schema = closed({
  id: IdSchema,
  validFrom: DaySchema,
  currency: Type.String({ pattern: '^[A-Z]{3}$', examples: ['CNY'] }),
  taxRatePercent: Type.Integer({ minimum: 0, maximum: 100 }),
  paymentDays: Type.Integer({ minimum: 0, maximum: 365 }),
  issueAtOnceUpTo: amountMinor,
  callOut: closed({
    standard: amountMinor,
    regions: Type.Record(Type.String({ minLength: 1, maxLength: 100 }), amountMinor),
  }),
  labourPerQuarterHour: amountMinor,
});

/**
 * Every price list of a folder. Throws `CONFIG.INVALID` that names file and line, also where two lists
 * begin on the same day or bear the same id.
 */
export function loadPriceLists(folder: string): readonly PriceList[] {
  const files = readConfigFolder(folder, schema);
  const violations = files.flatMap(({ name, content }, index) => {
    const before = files.slice(0, index);
    return (['id', 'validFrom'] as const)
      .filter((member) => before.some((other) => other.content[member] === content[member]))
      .map((member) => ({
        path: name,
        message: `${member} ${content[member]} is in another price list already`,
      }));
  });
  if (violations.length > 0) throw invalidConfig(violations);
  return files.map(({ content }) => content);
}
