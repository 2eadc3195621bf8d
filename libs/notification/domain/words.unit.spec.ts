import { describe, expect, it } from '@jest/globals';
import { brokenPromise, escalatedComplaint } from '../testing/facts.js';
import { wordsOf, type Wording } from './words.js';

const english: Wording = {
  language: 'en',
  timeZone: 'Asia/Shanghai',
  clockTitle: 'Arrival',
  publicUrl: undefined,
};
const chinese: Wording = { ...english, language: 'zh-CN', clockTitle: '到达' };

describe('the words of a notice', () => {
  it('say in one line what was promised, of which ticket, and when it was due', () => {
    expect(wordsOf(brokenPromise, english).title).toBe(
      'Promise broken: Arrival – ticket 20261129-0007 (due 29 Nov 10:30)',
    );
    expect(wordsOf(brokenPromise, chinese).title).toBe(
      '承诺已违约：到达 – 工单 20261129-0007（应于 11月29日 10:30）',
    );
  });

  it.each([
    ['promise-at-risk', 'Promise at risk: Arrival', '承诺即将违约：到达'],
    ['complaint-opened', 'Complaint opened – complaint about', '新投诉 – 工单'],
    ['complaint-escalated', 'Complaint escalated – complaint about', '投诉已升级 – 工单'],
    ['ticket-escalated', 'Ticket escalated', '工单已升级'],
  ] as const)('begin with what a %s is', (kind, inEnglish, inChinese) => {
    const facts = kind.startsWith('complaint') ? escalatedComplaint : brokenPromise;
    expect(wordsOf({ ...facts, kind }, english).title).toContain(inEnglish);
    expect(wordsOf({ ...facts, kind }, chinese).title).toContain(inChinese);
  });

  it('tell the rest line by line, with moments in the house’s time zone', () => {
    expect(wordsOf(brokenPromise, english).text.split('\n')).toEqual([
      'Promise broken: Arrival – ticket 20261129-0007 (due 29 Nov 10:30)',
      '',
      'Due: 29 November 2026 10:30 (Asia/Shanghai)',
      'Step of the ladder: breach',
      'Priority: high',
      'Level: dispatch-manager',
      'Happened: 29 November 2026 10:30 (Asia/Shanghai)',
      '',
      'Sent by Gongdan. Nobody reads answers to this message.',
    ]);
    expect(wordsOf(brokenPromise, chinese).text.split('\n').slice(2, -2)).toEqual([
      '期限：2026年11月29日 10:30 (Asia/Shanghai)',
      '升级步骤：breach',
      '优先级：高',
      '级别：部门经理',
      '发生于：2026年11月29日 10:30 (Asia/Shanghai)',
    ]);
    expect(wordsOf(escalatedComplaint, english).text.split('\n').slice(2, -2)).toEqual([
      'Complaint: k1',
      'Severity: serious',
      'Level: executive',
      'Happened: 29 November 2026 10:30 (Asia/Shanghai)',
    ]);
    expect(wordsOf(escalatedComplaint, chinese).text.split('\n').slice(2, -2)).toEqual([
      '投诉编号：k1',
      '严重程度：严重',
      '级别：副总经理',
      '发生于：2026年11月29日 10:30 (Asia/Shanghai)',
    ]);
  });

  it('link to where people open it, where that is known', () => {
    const { text } = wordsOf(escalatedComplaint, {
      ...english,
      publicUrl: 'https://desk.example/',
    });
    expect(text).toContain('\nhttps://desk.example/complaints/k1\n');
    const abroad = { ...chinese, publicUrl: 'https://desk.example' };
    expect(wordsOf(escalatedComplaint, abroad).text).toContain(
      '\nhttps://desk.example/complaints/k1\n',
    );
    expect(wordsOf(escalatedComplaint, english).text).not.toContain('http');
  });

  it('call a complaint by the ticket that it is about, and say where there are more', () => {
    const aboutOne = { ...escalatedComplaint, ticketIds: ['t1'] };
    expect([english, chinese].map((wording) => wordsOf(aboutOne, wording).title)).toEqual([
      'Complaint escalated – complaint about ticket 20261129-0008',
      '投诉已升级 – 工单 20261129-0008 的投诉',
    ]);
    expect([english, chinese].map((wording) => wordsOf(escalatedComplaint, wording).title)).toEqual(
      [
        'Complaint escalated – complaint about ticket 20261129-0008 and 1 more',
        '投诉已升级 – 工单 20261129-0008 等 2 张工单的投诉',
      ],
    );
    const unknown = { ...escalatedComplaint, ticketNumber: null };
    expect(wordsOf(unknown, english).title).toBe('Complaint escalated – complaint k1');
    expect(wordsOf(unknown, chinese).title).toBe('投诉已升级 – 投诉 k1');
  });

  it('call a ticket by its id, and a clock by its name, where nothing better is known', () => {
    const { title } = wordsOf(
      { ...brokenPromise, ticketNumber: null },
      { ...english, clockTitle: null },
    );
    expect(title).toBe('Promise broken: arrival – ticket t1 (due 29 Nov 10:30)');
  });
});
