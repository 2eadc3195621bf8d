import { Compile, type Validator } from 'typebox/compile';
import type { Violation } from '@gongdan/core';
import { eventContract, type TicketEvent } from '@gongdan/contracts';

const validators = new Map<string, Validator>();

/**
 * Where an event’s data breaks its published contract; empty: nowhere. Inputs are validated at the edge
 * too, but policies and imports come another way, and what is decided here is recorded for ever.
 */
export function contractViolations(event: TicketEvent): readonly Violation[] {
  const validator = validatorOf(event.type);
  if (validator.Check(event.data)) return [];
  return validator
    .Errors(event.data)
    .map(({ instancePath, message }) => ({ path: instancePath, message }));
}

function validatorOf(type: string): Validator {
  const known = validators.get(type);
  if (known) return known;
  const validator: Validator = Compile(eventContract(type).schema);
  validators.set(type, validator);
  return validator;
}
