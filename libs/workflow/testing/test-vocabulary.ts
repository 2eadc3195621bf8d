import type { WorkflowVocabulary } from '../workflow-vocabulary.js';

/** A small world of its own: the workflow library knows nothing of tickets. */
export const testVocabulary: WorkflowVocabulary = {
  commands: {
    open: { fields: ['title', 'note'], creates: true, moves: true },
    work: { fields: ['note'], moves: true },
    rest: { fields: ['reason'], moves: true },
    wake: { fields: [], moves: true },
    end: { fields: ['reason'], moves: true },
    remark: { fields: ['text'], moves: false },
  },
  guards: {
    'by-owner': { description: 'Only the owner may.' },
    'within-period': {
      description: 'Only so long.',
      parameters: { days: { min: 1, max: 30 } },
    },
  },
  rules: ['Nobody works twice.'],
};

/** A definition without fault; line numbers in specs count from here. */
export const SOUND = `id: small
version: 1
title: { en: Small, zh-CN: 小 }
category: paid
initial: waiting
states:
  waiting: { stage: request, class: open, title: { en: Waiting, zh-CN: 等待 } }
  busy: { stage: field, class: active, title: { en: Busy, zh-CN: 忙 } }
  resting: { stage: field, class: paused, title: { en: Resting, zh-CN: 休息 } }
  done: { stage: closed, class: closed, title: { en: Done, zh-CN: 完成 } }
transitions:
  - command: open
    to: waiting
    roles: [clerk]
  - command: work
    from: [waiting]
    to: busy
    roles: [technician]
    requires: [note]
  - command: rest
    from: [waiting, busy]
    to: resting
    roles: [technician]
  - command: wake
    from: [resting]
    to: paused-from
    roles: [technician]
  - command: end
    from: [busy]
    to: done
    roles: [technician, system]
    guards: [by-owner, within-period: { days: 3 }]
  - command: remark
    from: all
    to: same
    roles: [clerk, technician]
`;
