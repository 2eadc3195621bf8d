import { describe, expect, it } from '@jest/globals';
import {
  categoriesWithoutWorkflow,
  checkWorkflows,
  WORKFLOW_BYTES_MAX,
} from './check-workflows.js';
import { formatFinding } from './finding.js';
import { TRANSITIONS_MAX } from './read-transitions.js';
import { STATES_MAX, TITLE_LENGTH_MAX, VERSION_MAX } from './read-workflow.js';
import { SOUND, testVocabulary } from './testing/test-vocabulary.js';

const check = (text: string, name = 'small.v1.yaml', vocabulary = testVocabulary) =>
  checkWorkflows([{ name, text }], vocabulary).findings.map(formatFinding);

/** The sound definition with one text replaced; every fault of it, `line: message`. */
const faults = (before: string, after: string): readonly string[] => {
  expect(SOUND).toContain(before);
  return check(SOUND.replace(before, after)).map((finding) =>
    finding.replace(/^small\.v1\.yaml:(\d+):\d+/, '$1'),
  );
};

const all = (...fragments: readonly string[]) =>
  fragments.map((fragment) => expect.stringContaining(fragment));

describe('a sound definition', () => {
  it('is read as it says', () => {
    const { definitions, findings } = checkWorkflows(
      [{ name: 'small.v1.yaml', text: SOUND }],
      testVocabulary,
    );
    expect(findings).toEqual([]);
    const [definition] = definitions;
    expect(definition?.pin).toEqual({ id: 'small', version: 1 });
    expect(definition?.category).toBe('paid');
    expect(definition?.state('busy')).toMatchObject({
      name: 'busy',
      stage: 'field',
      stateClass: 'active',
      title: { en: 'Busy', 'zh-CN': '忙' },
      place: { line: 8, column: 3 },
    });
    expect(definition?.transition('end', 'busy')).toMatchObject({
      command: 'end',
      from: ['busy'],
      to: 'done',
      roles: ['technician', 'system'],
      guards: [
        { name: 'by-owner', parameters: {} },
        { name: 'within-period', parameters: { days: 3 } },
      ],
    });
    expect(definition?.transition('work', 'waiting')?.requires).toEqual(['note']);
    expect(definition?.transition('remark', 'done')?.to).toBe('same');
    expect(definition?.transition('work', 'busy')).toBeUndefined();
    expect(definition?.statesFor('rest')).toEqual(['waiting', 'busy']);
  });

  it('may be of any category', () => {
    const [definition] = checkWorkflows(
      [{ name: 'small.v1.yaml', text: SOUND.replace('category: paid', 'category: any') }],
      testVocabulary,
    ).definitions;
    expect(definition?.category).toBeNull();
  });
});

describe('a fault of the words', () => {
  it.each([
    ['class: active', 'class: busy', "8: unknown class 'busy'; known: open, active"],
    ['stage: field, class: paused', 'stage: van, class: paused', "9: unknown stage 'van'"],
    ['roles: [clerk]', 'roles: [clark]', "14: unknown role 'clark'; known: clerk"],
    ['- command: work', '- command: toil', "15: unknown command 'toil'; known: open, work"],
    ['to: busy', 'to: bussy', "17: unknown target 'bussy'; known: waiting, busy"],
    ['from: [waiting]', 'from: [wating]', "16: unknown state 'wating'"],
    ['requires: [note]', 'requires: [remark]', "19: unknown field of 'work' 'remark'; known: note"],
    ['by-owner,', 'by-ownr,', "32: unknown guard 'by-ownr'; known: by-owner, within-period"],
    ['category: paid', 'category: gift', "4: unknown category 'gift'"],
    ['initial: waiting', 'initial: begin', "5: unknown initial state 'begin'"],
    ['version: 1', 'version: one', '2: version must be a whole number from 1'],
    ['version: 1', 'version: 0', '2: version must be a whole number from 1'],
    ['id: small', 'id: Small One', '1: id must be a name'],
    ['en: Busy, ', '', "8: the title of 'busy' lacks 'en'"],
    ['en: Busy', 'en: ""', "8: the title of 'busy' (en) must be a text"],
    ['  busy: {', '  Busy!: {', "8: the state 'Busy!' must be a name"],
    ['  busy: {', '  same: {', "8: 'same' has a meaning of its own"],
    ['days: 3', 'days: 31', "32: 'days' must be a whole number from 1 to 30"],
    ['days: 3', 'weeks: 3', "32: the guard 'within-period' has an unknown key 'weeks'"],
    [', within-period: { days: 3 }', ', within-period', "32: the guard 'within-period' needs days"],
    [
      '[by-owner, within-period: { days: 3 }]',
      '[{ by-owner: {}, within-period: { days: 3 } }]',
      '32: a guard is one name, or one name with its parameters',
    ],
    ['id: small\n', 'id: small\n1: x\n', '2: the definition has a key that is not a text'],
    ['roles: [technician, system]', 'roles: []', '31: nobody may issue it'],
    ['from: [waiting]', 'from: []', "16: 'from' names no state"],
    ['from: [waiting]', 'from: waiting', "16: 'from' must be a list"],
    ['    from: [waiting]\n', '', "15: a transition lacks 'from'"],
    ['    to: waiting\n', '    from: [busy]\n    to: waiting\n', "13: 'open' creates and has no"],
    [
      '[technician, system]',
      '[technician, technician]',
      "31: the role 'technician' is named twice",
    ],
    ['requires: [note]', 'needs: [note]', "19: a transition has an unknown key 'needs'"],
    ['id: small\n', 'id: small\nowner: me\n', "2: the definition has an unknown key 'owner'"],
    ['initial: waiting\n', '', "1: the definition lacks 'initial'"],
    ['roles: [clerk]', 'roles: *nobody', "14: 'roles' must be a list (aliases are not supported"],
    ['roles: [clerk]', 'roles: clerk', "14: 'roles' must be a list"],
    ['  busy: {', '  waiting: {', '8: not valid YAML: Map keys must be unique'],
    ['id: small', 'id: [small', 'not valid YAML'],
  ])('%p → %p', (before, after, finding) => {
    expect(faults(before, after)).toEqual(expect.arrayContaining(all(finding)));
  });

  it('is found in an alias, which one line could hide behind', () => {
    const text = SOUND.replace('roles: [clerk]', 'roles: &desk [clerk]').replace(
      'roles: [clerk, technician]',
      'roles: *desk',
    );
    expect(check(text)).toEqual(
      all("small.v1.yaml:36:12: 'roles' must be a list (aliases are not"),
    );
  });

  it('is found in a file that is no definition at all', () => {
    expect(check('')).toEqual(all('small.v1.yaml:1:1: the file is empty'));
    expect(check('- a\n- b\n')).toEqual(expect.arrayContaining(all('must be a mapping')));
    expect(check('just words')).toEqual(expect.arrayContaining(all('must be a mapping')));
  });
});

describe('a fault of the journey', () => {
  it.each([
    [
      '    from: [waiting, busy]\n    to: resting',
      '    from: [resting]\n    to: resting',
      "9: the state 'resting' cannot be reached from 'waiting'",
    ],
    ['to: done', 'to: busy', "8: the state 'busy' is a dead end"],
    ['to: paused-from', 'to: same', "9: the state 'resting' is a dead end"],
    ['from: [busy]\n    to: done', 'from: [busy, waiting]\n    to: done', undefined],
    ['command: wake', 'command: work', undefined],
    ['from: [resting]', 'from: [busy]', "24: 'to: paused-from' needs a paused state"],
    ['to: same', 'to: done', "33: 'remark' records no step"],
    ['to: waiting', 'to: busy', "12: 'open' must lead to the initial state 'waiting'"],
    ['command: open', 'command: end', "1: nothing begins: 'open' is missing"],
    [
      '  - command: rest\n    from: [waiting, busy]',
      '  - command: work\n    from: [waiting, busy]',
      "20: 'work' from 'waiting' is there already, in line 15",
    ],
    [
      '  - command: work',
      '  - command: open\n    to: waiting\n    roles: [clerk]\n  - command: work',
      "15: 'open' is there twice",
    ],
  ])('%p → %p', (before, after, finding) => {
    const found = faults(before, after);
    if (finding === undefined) expect(found).toEqual([]);
    else expect(found).toEqual(expect.arrayContaining(all(finding)));
  });

  it('takes a pause for a way on: a paused state leads where it came from', () => {
    const text = SOUND.replace('from: [waiting, busy]', 'from: [busy]');
    expect(check(text)).toEqual([]);
  });
});

describe('what a definition may hold at most', () => {
  it('is so many states', () => {
    /** The sound definition with so many states, one after the other on the way to `busy`. */
    const withStates = (count: number): string => {
      const names = Array.from({ length: count - 4 }, (_, index) => `step-${index}`);
      const states = names.map(
        (name) => `  ${name}: { stage: field, class: active, title: { en: Step, zh-CN: 步 } }\n`,
      );
      const steps = ['waiting', ...names].map(
        (from, index) =>
          `  - { command: work, from: [${from}], to: ${names[index] ?? 'busy'}, roles: [clerk] }\n`,
      );
      return SOUND.replace('  resting:', `${states.join('')}  resting:`).replace(
        /  - command: work\n[^]*?requires: \[note\]\n/,
        steps.join(''),
      );
    };
    expect(check(withStates(STATES_MAX))).toEqual([]);
    expect(check(withStates(STATES_MAX + 1))).toEqual(all(`more than ${STATES_MAX} states`));
  });

  it('is so many transitions', () => {
    const own = SOUND.split('- command:').length - 1;
    const words = Array.from({ length: TRANSITIONS_MAX + 1 - own }, (_, index) => `note-${index}`);
    const notes = Object.fromEntries(words.map((word) => [word, { fields: [], moves: false }]));
    const vocabulary = {
      ...testVocabulary,
      commands: { ...testVocabulary.commands, ...notes },
    };
    const withTransitions = (count: number): string =>
      SOUND +
      words
        .slice(0, count - own)
        .map((word) => `  - { command: ${word}, from: all, to: same, roles: [clerk] }\n`)
        .join('');
    expect(check(withTransitions(TRANSITIONS_MAX), undefined, vocabulary)).toEqual([]);
    expect(check(withTransitions(TRANSITIONS_MAX + 1), undefined, vocabulary)).toEqual(
      all(`more than ${TRANSITIONS_MAX} transitions`),
    );
  });

  it.each(['en: Small', 'zh-CN: 忙'])('is a title of so many characters: %s', (title) => {
    const titled = (length: number): string =>
      SOUND.replace(title, `${title.split(' ')[0]} ${'步'.repeat(length)}`);
    expect(check(titled(TITLE_LENGTH_MAX))).toEqual([]);
    expect(check(titled(TITLE_LENGTH_MAX + 1))).toEqual(all(`1 to ${TITLE_LENGTH_MAX} characters`));
  });

  it('is the millionth version, and a name of forty characters', () => {
    const versioned = (version: number) =>
      check(SOUND.replace('version: 1', `version: ${version}`), `small.v${version}.yaml`);
    expect(versioned(VERSION_MAX)).toEqual([]);
    expect(versioned(VERSION_MAX + 1)).toEqual(all(`from 1 to ${VERSION_MAX}`));
    const named = (name: string) =>
      check(SOUND.replace('id: small', `id: ${name}`), `${name}.v1.yaml`);
    expect(named('x'.repeat(40))).toEqual([]);
    expect(named('x'.repeat(41))).toEqual(all('id must be a name'));
  });
});

describe('several files', () => {
  const file = (name: string, text: string) => ({ name, text });

  it('tell all findings of all of them, in reading order', () => {
    const first = SOUND.replace('class: active', 'class: busy').replace('[clerk]', '[clark]');
    const second = SOUND.replace('version: 1', 'version: 2').replace('to: done', 'to: gone');
    const { findings, definitions } = checkWorkflows(
      [file('small.v2.yaml', second), file('small.v1.yaml', first)],
      testVocabulary,
    );
    expect(definitions).toEqual([]);
    expect(findings.map(formatFinding)).toEqual(
      all(
        "small.v1.yaml:8:32: unknown class 'busy'",
        "small.v1.yaml:14:13: unknown role 'clark'",
        "small.v2.yaml:7:3: the state 'waiting' is a dead end",
        "small.v2.yaml:8:3: the state 'busy' is a dead end",
        "small.v2.yaml:9:3: the state 'resting' is a dead end",
        "small.v2.yaml:10:3: the state 'done' cannot be reached",
        "small.v2.yaml:30:9: unknown target 'gone'",
      ),
    );
  });

  it('must be named after id and version, so that no version is there twice', () => {
    expect(check(SOUND, 'other.v1.yaml')).toEqual(
      all("other.v1.yaml:1:1: the file must be named 'small.v1.yaml'"),
    );
  });

  it('must not serve one category by two workflows', () => {
    const { findings } = checkWorkflows(
      [
        file('small.v1.yaml', SOUND),
        file('small.v2.yaml', SOUND.replace('version: 1', 'version: 2')),
        file('tiny.v1.yaml', SOUND.replace('id: small', 'id: tiny')),
      ],
      testVocabulary,
    );
    expect(findings.map(formatFinding)).toEqual([
      "tiny.v1.yaml:1:1: the category 'paid' is served by 'small' already",
    ]);
  });

  it('leave no category without a workflow', () => {
    const { definitions } = checkWorkflows([file('small.v1.yaml', SOUND)], testVocabulary);
    expect(categoriesWithoutWorkflow(definitions)).toEqual(['contract', 'free', 'internal']);
  });

  it('are limited in size', () => {
    const filled = SOUND + '#'.repeat(WORKFLOW_BYTES_MAX - Buffer.byteLength(SOUND));
    expect(check(filled)).toEqual([]);
    expect(check(`${filled}#`)).toEqual(all('larger than 1000000 bytes'));
  });
});
