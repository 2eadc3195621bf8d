/** Longest word that is kept; the rest of a longer one is not searchable. */
export const WORD_LENGTH_MAX = 64;
/** Most different words kept of one text; a longer text is searchable by its beginning. */
export const WORDS_MAX = 400;

const HAN = /\p{Script=Han}/u;
/** Runs of Han characters; words of letters and digits, with the joints of numbers and serials. */
const LETTERS = '(?:(?!\\p{Script=Han})[\\p{L}\\p{N}\\p{M}])+';
const RUNS = new RegExp(`\\p{Script=Han}+|${LETTERS}(?:[-./_]${LETTERS})*`, 'gu');
const JOINTS = /[-./_]/;

/**
 * The words a text can be found by, lower case, without repetitions.
 *
 * - `T-20260302-0001` gives the whole and its parts, so that either finds it.
 * - Chinese has no spaces: a run 空调漏水 gives its characters and its pairs 空调, 调漏, 漏水, so that
 *   every piece of it can be found.
 */
export function searchWords(...texts: readonly (string | null | undefined)[]): string[] {
  const words = new Set<string>();
  for (const text of texts) {
    for (const [run] of normalised(text ?? '').matchAll(RUNS)) {
      for (const word of HAN.test(run) ? hanWords(run) : plainWords(run)) {
        if (words.size >= WORDS_MAX) return [...words];
        words.add(cut(word));
      }
    }
  }
  return [...words];
}

export interface SearchTerm {
  readonly word: string;
  /** The word is only the beginning of what is looked for. */
  readonly prefix: boolean;
}

/** Most terms of one query; what goes beyond is refused at the edge. */
export const TERMS_MAX = 20;

/**
 * What a query looks for: all of its words. `cond*` is a beginning, and costs what all words that begin
 * so are worth; a whole word is cheap, however common.
 */
export function searchTerms(query: string): SearchTerm[] {
  const terms = new Map<string, SearchTerm>();
  const text = normalised(query);
  for (const match of text.matchAll(RUNS)) {
    const [run] = match;
    const starred = text[match.index + run.length] === '*';
    for (const term of HAN.test(run) ? hanTerms(run) : [{ word: cut(run), prefix: starred }]) {
      terms.set(`${term.word}${term.prefix ? '*' : ''}`, term);
    }
  }
  return [...terms.values()];
}

const normalised = (text: string): string => text.normalize('NFKC').toLowerCase();

const cut = (word: string): string =>
  Array.from(word.slice(0, 2 * WORD_LENGTH_MAX))
    .slice(0, WORD_LENGTH_MAX)
    .join('');

const pairsOf = (characters: readonly string[]): string[] =>
  characters.slice(1).map((character, index) => `${characters[index]}${character}`);

function hanWords(run: string): string[] {
  const characters = Array.from(run);
  return [...characters, ...pairsOf(characters)];
}

function hanTerms(run: string): SearchTerm[] {
  const characters = Array.from(run);
  const words = characters.length === 1 ? characters : pairsOf(characters);
  return words.map((word) => ({ word, prefix: false }));
}

function plainWords(run: string): string[] {
  const parts = run.split(JOINTS);
  return parts.length === 1 ? parts : [run, ...parts];
}
