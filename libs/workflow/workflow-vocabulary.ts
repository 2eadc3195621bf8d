/** What a command means to a definition: the workflow library knows no command by itself. */
export interface CommandWords {
  /** Input fields that a definition may make compulsory. */
  readonly fields: readonly string[];
  /** Its event brings the thing into being: no `from`, and `to` is the initial state. */
  readonly creates?: boolean;
  /** False where its event records no step: a definition may only let it stay (`to: same`). */
  readonly moves: boolean;
}

/** A condition beyond state and role. Its parameters are whole numbers, all of them compulsory. */
export interface GuardWords {
  /** What it demands, in one sentence; shown in the reference. */
  readonly description: string;
  readonly parameters?: Readonly<Record<string, { readonly min: number; readonly max: number }>>;
}

/** The words that definitions are checked against, given by whoever owns commands and guards. */
export interface WorkflowVocabulary {
  readonly commands: Readonly<Record<string, CommandWords>>;
  readonly guards: Readonly<Record<string, GuardWords>>;
  /** What holds whatever a definition says, one sentence each; shown in the reference. */
  readonly rules?: readonly string[];
}
