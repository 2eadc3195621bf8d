import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Violation } from '@gongdan/core';
import { pointerSegment } from './json-schema.js';
import { eventContract } from './registry.js';

/** Most violations that are told at once: enough to see what is wrong, small enough for a log line. */
export const VIOLATIONS_MAX = 20;

const ajv = new Ajv2020({ strict: true, allErrors: true });
addFormats.default(ajv, ['date-time', 'date']);

const compiled = new Map<string, ValidateFunction>();

/**
 * Holds `data` against the contract of its type as it is now. Answers what is wrong (at most
 * VIOLATIONS_MAX), empty for valid data. The messages never repeat a value: data may be personal. Throws
 * `EVENT_CONTRACT.UNKNOWN_EVENT` for a type nobody declared.
 */
export function validateEventData(type: string, data: unknown): readonly Violation[] {
  const validate = validatorOf(type);
  if (validate(data)) return [];
  return (validate.errors ?? []).slice(0, VIOLATIONS_MAX).map(violationOf);
}

/** Compiling takes about a millisecond a schema, so it waits until the type is first needed. */
function validatorOf(type: string): ValidateFunction {
  let validate = compiled.get(type);
  if (!validate) {
    validate = ajv.compile(eventContract(type).schema);
    compiled.set(type, validate);
  }
  return validate;
}

function violationOf(error: ErrorObject): Violation {
  const params = error.params as Readonly<Record<string, unknown>>;
  const member = params['missingProperty'] ?? params['additionalProperty'];
  const allowed = params['allowedValues'];
  const path =
    typeof member === 'string'
      ? `${error.instancePath}/${pointerSegment(member)}`
      : error.instancePath;
  if (error.keyword === 'required') return { path, message: 'is required' };
  if (error.keyword === 'additionalProperties') return { path, message: 'is not declared' };
  const message = error.message ?? `breaks '${error.keyword}'`;
  return { path, message: Array.isArray(allowed) ? `${message}: ${allowed.join(', ')}` : message };
}
