import type { ActorId } from '@gongdan/core';
import type { Role } from './vocabulary.js';

/** Who asks: established once at the edge (login, policy, import), then handed down unchanged. */
export interface Caller {
  readonly actor: ActorId;
  readonly roles: readonly Role[];
  /** The technician this login belongs to: sees and moves only what is assigned to this one. */
  readonly technicianId: string | null;
}

/** The engine itself, acting by a policy (`policy:<name>`), an import (`import:<log>`) or `system`. */
export const systemCaller = (actor: ActorId): Caller => ({
  actor,
  roles: ['system'],
  technicianId: null,
});
