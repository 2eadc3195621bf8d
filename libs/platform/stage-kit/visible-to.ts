import type { Caller } from '@gongdan/contracts';

/**
 * The technician whose objects are all that a caller sees (`assigned` in the route policy): null where
 * the login belongs to no technician, so that nothing is seen; undefined: the caller sees everything.
 */
export const assignedOnlyTo = ({ roles, technicianId }: Caller): string | null | undefined =>
  roles.every((role) => role === 'technician') ? technicianId : undefined;
