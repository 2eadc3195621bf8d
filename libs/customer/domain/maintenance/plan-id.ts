/** The contract of a plan: its id begins with the contract’s. Undefined: it is no plan’s id. */
export function contractOfPlan(planId: string): string | undefined {
  const end = planId.lastIndexOf('.');
  return end > 0 && /^[1-9]\d*$/.test(planId.slice(end + 1)) ? planId.slice(0, end) : undefined;
}

export const planIdOf = (contractId: string, number: number): string => `${contractId}.${number}`;
