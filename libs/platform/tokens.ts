/** Injection tokens of what the platform provides to every stage module. */
export const SETTINGS = Symbol('SETTINGS');
export const CLOCK = Symbol('CLOCK');
export const ID_GENERATOR = Symbol('ID_GENERATOR');
/** `pg` Pool for reads and projections. */
export const PG_POOL = Symbol('PG_POOL');
export const EVENT_STORE = Symbol('EVENT_STORE');
export const EVENT_FEED = Symbol('EVENT_FEED');
export const COMMAND_EXECUTOR = Symbol('COMMAND_EXECUTOR');
export const PROJECTION_RUNNER = Symbol('PROJECTION_RUNNER');
/** Stage modules add their policies here on module init: `PolicyRunner.add(policy)`. */
export const POLICY_RUNNER = Symbol('POLICY_RUNNER');
/** EngineMetrics: what has values to tell adds a source (`addSource`). */
export const METRICS = Symbol('METRICS');
/** Readiness: what a host cannot serve requests without adds a part (`add`). */
export const READINESS = Symbol('READINESS');
/** The loaded, checked workflow definitions. */
export const WORKFLOWS = Symbol('WORKFLOWS');
/** TicketCommands: what other stages’ policies may ask of a ticket. Provided by the ticket module. */
export const TICKET_COMMANDS = Symbol('TICKET_COMMANDS');
/** ComplaintCommands: the same of a complaint. Provided by the complaint module. */
export const COMPLAINT_COMMANDS = Symbol('COMPLAINT_COMMANDS');
/** PriceCurrency: what prices are in. Provided by the billing module. */
export const PRICE_CURRENCY = Symbol('PRICE_CURRENCY');
/** KeyVault: the key per customer that personal data is sealed under. */
export const KEY_VAULT = Symbol('KEY_VAULT');
/** The composed engine itself (`Engine`), for what has no token of its own. */
export const ENGINE = Symbol('ENGINE');
