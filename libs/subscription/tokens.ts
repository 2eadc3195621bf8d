/** Injection token of SubscriptionLimits. */
export const LIMITS = Symbol('SUBSCRIPTION_LIMITS');
