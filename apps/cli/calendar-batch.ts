import { open } from 'node:fs/promises';
import { GongdanError, messageOf } from '@gongdan/core';
import type { AnswerQuestion, Question, QuestionKind } from './calendar-question.js';
import { EXIT, UsageError } from './exit-codes.js';
import type { Terminal } from './terminal.js';

/** Longest line of a batch, in characters: a question with some thousands of pauses. */
export const QUESTION_LENGTH_MAX = 1_000_000;

interface Batch {
  /** `-`: standard input. */
  readonly file: string;
  readonly kind: QuestionKind;
  readonly answer: AnswerQuestion;
}

/**
 * Answers a question per line with an answer per line, in order. A bad line is answered with what is
 * wrong with it, and the others go on; only a piece of the file is held at a time.
 */
export async function answerBatch(terminal: Terminal, batch: Batch): Promise<number> {
  const input = batch.file === '-' ? (terminal.input ?? []) : await opened(batch.file);
  let line = 0;
  let failed = 0;
  for await (const lines of linesOf(input)) {
    terminal.signal.throwIfAborted();
    const answers: string[] = [];
    for (const text of lines) {
      line += 1;
      if (text.trim() === '') continue;
      const answer = answerLine(text, line, batch);
      if ('error' in answer) failed += 1;
      answers.push(JSON.stringify(answer));
    }
    // What came together goes together: a write for every line would take most of the time.
    if (answers.length > 0) terminal.print(answers.join('\n'));
  }
  if (failed === 0) return EXIT.ok;
  terminal.note(`error: ${failed} line(s) could not be answered; each says why`);
  return EXIT.failed;
}

async function opened(file: string): Promise<AsyncIterable<Buffer>> {
  try {
    const opened = await open(file);
    if (!(await opened.stat()).isDirectory()) return opened.createReadStream();
    await opened.close();
    throw new Error('it is a folder');
  } catch (error) {
    throw new UsageError(`--batch is '${file}', which cannot be read: ${messageOf(error)}`);
  }
}

type Answer = { readonly id: unknown } & Readonly<Record<string, unknown>>;

function answerLine(text: string, line: number, { kind, answer }: Batch): Answer {
  let id: unknown = null;
  try {
    const question = questionIn(text);
    id = question.id ?? null;
    return { id, [kind]: answer(question) };
  } catch (error) {
    return { id, error: `line ${line}: ${wordsOf(error)}` };
  }
}

function questionIn(text: string): Question & { readonly id?: unknown } {
  if (text.length > QUESTION_LENGTH_MAX) {
    throw new UsageError(`longer than ${QUESTION_LENGTH_MAX} characters`);
  }
  let question: unknown;
  try {
    question = JSON.parse(text);
  } catch {
    throw new UsageError('not valid JSON');
  }
  if (typeof question === 'object' && question !== null && !Array.isArray(question)) {
    return question;
  }
  throw new UsageError('must be a JSON object');
}

function wordsOf(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  if (!(error instanceof GongdanError)) throw error;
  return error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
}

/** Complete lines, as many as each piece ends. A line that is too long is cut off just above the limit. */
async function* linesOf(
  input: AsyncIterable<Buffer | string> | Iterable<string>,
): AsyncIterableIterator<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of input) {
    const text = typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true });
    const lines = text.split('\n');
    lines[0] = rest + lines[0]!;
    rest = lines.pop()!.slice(0, QUESTION_LENGTH_MAX + 1);
    if (lines.length > 0) yield lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield [rest];
}
