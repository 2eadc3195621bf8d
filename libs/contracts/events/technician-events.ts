import { Type } from 'typebox';
import { closed, declareEvent } from '../event-contract.js';
import { IdSchema, ShortTextSchema } from '../vocabulary.js';

const skills = Type.Array(IdSchema, { maxItems: 50 });

export const TechnicianEngaged = declareEvent('TechnicianEngaged', {
  owner: 'technician',
  description: 'A technician joined the service.',
  schema: closed({
    technicianId: IdSchema,
    name: ShortTextSchema,
    team: Type.Optional(IdSchema),
    region: Type.Optional(IdSchema),
    skills,
  }),
  sample: {
    technicianId: '0198c2f0-0000-7000-8000-0000000000f1',
    name: 'Technician One',
    region: 'urban',
    skills: ['air-conditioning'],
  },
});

export const TechnicianAmended = declareEvent('TechnicianAmended', {
  owner: 'technician',
  description: 'Name, team, region or skills of a technician were corrected.',
  schema: closed({
    name: Type.Optional(ShortTextSchema),
    team: Type.Optional(IdSchema),
    region: Type.Optional(IdSchema),
    skills: Type.Optional(skills),
  }),
  sample: { region: 'suburban' },
});

export const TechnicianReleased = declareEvent('TechnicianReleased', {
  owner: 'technician',
  description: 'The technician left; nothing can be assigned any more.',
  schema: closed({ reason: Type.Optional(ShortTextSchema) }),
  sample: {},
});
