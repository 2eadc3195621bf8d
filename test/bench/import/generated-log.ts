import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** Columns of the log that config/imports/servicenow-incidents.yaml reads. */
const COLUMNS = [
  'number',
  'incident_state',
  'sys_mod_count',
  'caller_id',
  'opened_at',
  'sys_updated_by',
  'sys_updated_at',
  'contact_type',
  'location',
  'category',
  'subcategory',
  'u_symptom',
  'priority',
  'assignment_group',
  'assigned_to',
  'closed_code',
] as const;
type Column = (typeof COLUMNS)[number];

/** What rows of a case say one after the other; the real log has 5.8 rows a case. */
const STATES = ['New', 'Active', 'Active', 'Awaiting User Info', 'Active', 'Resolved', 'Closed'];
const CALLERS = 2_000;
const TECHNICIANS = 120;
const MINUTE_MS = 60_000;
const FIRST_MS = Date.UTC(2016, 1, 29, 8);

/** A log of the real one’s shape, for machines that do not have it: about so many rows. */
export function writeGeneratedLog(path: string, rows: number): void {
  const lines = [COLUMNS.join(',')];
  for (let incident = 0; lines.length <= rows; incident++) {
    const openedMs = FIRST_MS + incident * 7 * MINUTE_MS;
    for (const [index, state] of STATES.entries()) {
      if (index === 3 && incident % 3 > 0) continue;
      const row = rowOf(incident, state, index, openedMs);
      lines.push(COLUMNS.map((column) => row[column]).join(','));
    }
  }
  writeFileSync(path, gzipSync(`${lines.slice(0, rows + 1).join('\n')}\n`));
}

function rowOf(
  incident: number,
  state: string,
  index: number,
  openedMs: number,
): Record<Column, string> {
  const isAssigned = index > 0;
  return {
    number: `INC${String(incident).padStart(7, '0')}`,
    incident_state: state,
    sys_mod_count: String(index),
    caller_id: `Caller ${incident % CALLERS}`,
    opened_at: localTime(openedMs),
    sys_updated_by: `Updated by ${incident % 97}`,
    sys_updated_at: localTime(openedMs + index * 190 * MINUTE_MS),
    contact_type: incident % 20 === 0 ? 'Email' : 'Phone',
    location: `Location ${incident % 140}`,
    category: `Category ${incident % 50}`,
    subcategory: `Subcategory ${incident % 180}`,
    u_symptom: `Symptom ${incident % 400}`,
    priority: incident % 30 === 0 ? '2 - High' : '3 - Moderate',
    assignment_group: `Group ${incident % 60}`,
    assigned_to: isAssigned ? `Resolver ${incident % TECHNICIANS}` : '?',
    closed_code: `code ${incident % 17}`,
  };
}

/** `29/2/2016 08:53`; the zone does not matter here. */
function localTime(epochMs: number): string {
  const at = new Date(epochMs);
  const clock = at.toISOString().slice(11, 16);
  return `${at.getUTCDate()}/${at.getUTCMonth() + 1}/${at.getUTCFullYear()} ${clock}`;
}
