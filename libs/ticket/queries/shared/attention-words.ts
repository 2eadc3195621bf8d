/** What the members of an answer mean that tell who looks after a ticket. */
export const ATTENTION_WORDS = {
  level: 'Who looks after it: how far it has climbed the ladder in this cycle.',
  carriedOverOn:
    'The working day that it was carried over to last. Null: it was not, or it has a technician (where it was not dispatched), or its work is done.',
  carriedOverReason: 'What was left at the end of the working day before.',
} as const;
