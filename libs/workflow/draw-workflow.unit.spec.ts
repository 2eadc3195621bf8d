import { describe, expect, it } from '@jest/globals';
import { checkWorkflows } from './check-workflows.js';
import { describeWorkflows } from './describe-workflows.js';
import { drawWorkflow } from './draw-workflow.js';
import { SOUND, testVocabulary } from './testing/test-vocabulary.js';
import { Workflows } from './workflows.js';

const define = (text: string) => {
  const checked = checkWorkflows([{ name: 'small.v1.yaml', text }], testVocabulary);
  expect(checked.findings).toEqual([]);
  const [definition] = checked.definitions;
  if (!definition) throw new Error('not defined');
  return definition;
};

describe('drawWorkflow', () => {
  it('groups states by stage and names the commands on the arrows', () => {
    expect(drawWorkflow(define(SOUND))).toBe(`stateDiagram-v2
  direction TB
  state "Request" as stage_request {
    state "Waiting" as waiting
  }
  state "On-site service" as stage_field {
    state "Busy" as busy
    state "Resting" as resting
  }
  state "Closed" as stage_closed {
    state "Done" as done
  }
  [*] --> waiting : open
  waiting --> busy : work
  waiting --> resting : rest
  busy --> resting : rest
  busy --> done : end
  done --> [*]
  note right of resting : wake — back to where it was paused
`);
  });

  it('speaks Chinese too', () => {
    const drawing = drawWorkflow(define(SOUND), 'zh-CN');
    expect(drawing).toContain('state "上门服务" as stage_field {');
    expect(drawing).toContain('note right of resting : wake — 回到暂停前的状态');
  });

  it('draws one arrow for several commands between the same states', () => {
    const text = SOUND.replace('  - command: wake\n', '  - command: work\n').replace(
      'to: paused-from',
      'to: busy',
    );
    const drawing = drawWorkflow(
      define(`${text}  - command: wake\n    from: [resting]\n    to: busy\n    roles: [clerk]\n`),
    );
    expect(drawing).toContain('  resting --> busy : work, wake\n');
  });

  it('draws one arrow from a stage that all of its many states leave alike', () => {
    const text = SOUND.replace(
      '  done:',
      `  lost: { stage: field, class: active, title: { en: Lost "it", zh-CN: 丢 } }\n  done:`,
    )
      .replace('from: [waiting, busy]', 'from: [waiting, busy, lost]')
      .replace('    from: [busy]\n', '    from: [busy, resting, lost]\n')
      .concat('  - command: work\n    from: [busy]\n    to: lost\n    roles: [clerk]\n');
    const drawing = drawWorkflow(define(text));
    expect(drawing).toContain('  stage_field --> done : end\n');
    expect(drawing).not.toContain('  busy --> done');
    expect(drawing).toContain('state "Lost ”it”" as lost');
  });
});

describe('describeWorkflows', () => {
  it('tabulates guards, rules, states and transitions', () => {
    const page = describeWorkflows(new Workflows([define(SOUND)]), testVocabulary);
    expect(page).toContain('- [small, version 1](#small-version-1)');
    expect(page).toContain('| `within-period` | Only so long. | `days` (1–30) |');
    expect(page).toContain('- Nobody works twice.');
    expect(page).toContain('| `resting` | 休息 | On-site service | paused |');
    expect(page).toContain('| `work` | waiting | busy | technician | `note` |');
    expect(page).toContain(
      '| `end` | busy | done | technician, system | by-owner, within-period (3 days) |',
    );
    expect(page).toContain('| `remark` | any state | same | clerk, technician |  |');
  });
});
