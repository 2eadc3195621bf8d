import { timeZoneNamed } from '@gongdan/core';
import { TextField } from '../validation/fields.js';
import { invalidQuery } from './invalid-request.js';

const ZONE_DESCRIPTION =
  'IANA time zone in which days are counted. Default: the organisation’s (TIME_ZONE).';

/** The member `zone` of a query; `description`: what another zone costs there. */
export const ZoneField = (description = ZONE_DESCRIPTION): PropertyDecorator =>
  TextField({ description, lengthMax: 60, optional: true, example: 'Asia/Shanghai' });

/**
 * The zone by its one name, the organisation’s (`standard`) by the one it uses itself; that one where none is
 * asked for. Throws `REQUEST.INVALID_QUERY` for a zone that nobody knows.
 */
export function checkedZone(zone: string | undefined, standard: string): string {
  if (zone === undefined) return standard;
  const name = timeZoneNamed(zone);
  if (name === undefined)
    throw invalidQuery('/zone', 'must be an IANA time zone, e.g. Asia/Shanghai');
  return name === timeZoneNamed(standard) ? standard : name;
}
