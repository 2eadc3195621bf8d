import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '../..');
const IN_THE_ROOT = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
const FOLDERS = ['docs', 'docker', 'test/checker'];

/** Every page for people, as a path from the root. */
export const pages = (): readonly string[] => [
  ...IN_THE_ROOT,
  ...FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter(({ name }) => name.endsWith('.md'))
      .map(({ parentPath, name }) => relative(root, join(parentPath, name))),
  ),
];

/** The text of a page, without what stands in its blocks of code. */
export const proseOf = (page: string): string =>
  readFileSync(join(root, page), 'utf8').replaceAll(/^ *```[^]*?^ *```$/gm, '');

/** Where the links of a text lead that name no other site: `path#anchor`, as they are written. */
export const linksIn = (prose: string): readonly string[] =>
  [...prose.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, target = '']) => target);

/** Whether there is a file or folder of that name, and a heading for its anchor. */
export function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(root, target))) return false;
  return anchor === undefined || anchorsOf(target).includes(anchor);
}

/** As GitHub makes anchors of headings. */
const anchorsOf = (page: string): readonly string[] =>
  [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
