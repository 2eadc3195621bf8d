import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** One place in the sources that makes a failure with this code. */
export interface DeclaredError {
  readonly code: string;
  readonly category?: string;
  readonly message?: string;
  readonly hint?: string;
  readonly file: string;
}

const ERROR_CODE = /^[A-Z][A-Z_]+\.[A-Z][A-Z_]+$/;
const COMPOSED_CODE = /\bcode: (`[A-Z_.]*\$\{|'[A-Z_.]+' \+)/;
const root = join(import.meta.dirname, '../..');
const textIn = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Every error code that stands in the sources of libs and apps, with what is said about it there. */
export function declaredErrors(): readonly DeclaredError[] {
  return ['libs', 'apps'].flatMap(sourcesIn).flatMap((file) => {
    return errorsIn(ts.createSourceFile(file, textIn(file), ts.ScriptTarget.Latest, true));
  });
}

/** Where a code is put together at run time: neither we nor a reader who searches for it would find it. */
export const filesThatComposeCodes = (): readonly string[] =>
  ['libs', 'apps'].flatMap(sourcesIn).filter((file) => COMPOSED_CODE.test(textIn(file)));

const sourcesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !file.endsWith('.spec.ts') && !file.includes('/testing/'))
    .sort();

function errorsIn(source: ts.SourceFile): DeclaredError[] {
  const found: DeclaredError[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) found.push(...fromObject(node, source));
    if (ts.isCallExpression(node)) found.push(...fromCall(node, source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `{ code: 'A.B', category, message, hint }`, and tables `{ 'A.B': 'what it means' }`. */
function fromObject(node: ts.ObjectLiteralExpression, source: ts.SourceFile): DeclaredError[] {
  const file = source.fileName;
  const tabled = node.properties.flatMap((property) => {
    if (!ts.isPropertyAssignment(property) || !ts.isStringLiteral(property.name)) return [];
    const message = textOf(property.initializer);
    const code = property.name.text;
    return ERROR_CODE.test(code) && message !== undefined ? [{ code, message, file }] : [];
  });
  const details = { ...makerOf(node, source), ...detailsOf(node) };
  return [
    ...tabled,
    ...codesIn(initializerOf(node, 'code')).map((code) => ({ code, ...details, file })),
  ];
}

/** Where the object is handed to a function of the same file, that one may add the category. */
function makerOf(
  node: ts.ObjectLiteralExpression,
  source: ts.SourceFile,
): Pick<DeclaredError, 'category'> {
  const { parent } = node;
  if (!ts.isCallExpression(parent) || !ts.isIdentifier(parent.expression)) return {};
  const category = detailsMadeBy(parent.expression.text, source)?.category;
  return category === undefined ? {} : { category };
}

/** `refusal('A.B', 'message')`: the rest is what that function of the same file puts around it. */
function fromCall(node: ts.CallExpression, source: ts.SourceFile): DeclaredError[] {
  const [first, second] = node.arguments;
  if (first === undefined || !ts.isStringLiteral(first) || !ERROR_CODE.test(first.text)) return [];
  if (!ts.isIdentifier(node.expression)) return [];
  const around = detailsMadeBy(node.expression.text, source);
  if (around === undefined) return [];
  const message = second === undefined ? undefined : textOf(second);
  const { message: pattern, ...rest } = around;
  const said = pattern !== undefined && pattern !== '…' ? pattern : message;
  return [
    {
      code: first.text,
      ...rest,
      ...(said === undefined ? {} : { message: said }),
      file: source.fileName,
    },
  ];
}

function detailsMadeBy(
  name: string,
  source: ts.SourceFile,
): Omit<DeclaredError, 'code' | 'file'> | undefined {
  let made: Omit<DeclaredError, 'code' | 'file'> | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node) && initializerOf(node, 'category') !== undefined) {
      made ??= detailsOf(node);
    }
    ts.forEachChild(node, visit);
  };
  const look = (node: ts.Node): void => {
    const declares =
      (ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node)) &&
      node.name?.getText(source) === name;
    if (declares) visit(node);
    else ts.forEachChild(node, look);
  };
  look(source);
  return made;
}

function detailsOf(node: ts.ObjectLiteralExpression): Omit<DeclaredError, 'code' | 'file'> {
  const read = (name: string) => {
    const initializer = initializerOf(node, name);
    return initializer === undefined ? undefined : textOf(initializer);
  };
  const [category, written, hint] = ['category', 'message', 'hint'].map(read);
  const isList = (written ?? '…') === '…' && initializerOf(node, 'violations') !== undefined;
  const message = isList ? 'Everything that is wrong, each with its place.' : written;
  return {
    ...(category === undefined ? {} : { category }),
    ...(message === undefined ? {} : { message }),
    ...(hint === undefined ? {} : { hint }),
  };
}

function initializerOf(node: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const property of node.properties) {
    if (property.name?.getText() !== name) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
  }
  return undefined;
}

function codesIn(node: ts.Expression | undefined): string[] {
  if (node === undefined) return [];
  if (ts.isConditionalExpression(node))
    return [...codesIn(node.whenTrue), ...codesIn(node.whenFalse)];
  return ts.isStringLiteral(node) && ERROR_CODE.test(node.text) ? [node.text] : [];
}

/** Literal text; what is filled in at run time shows as `…`. Undefined: no text at all. */
function textOf(node: ts.Expression): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
  }
  if (ts.isAsExpression(node) || ts.isParenthesizedExpression(node)) return textOf(node.expression);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return `${textOf(node.left) ?? '…'}${textOf(node.right) ?? '…'}`;
  }
  if (ts.isConditionalExpression(node)) return textOf(node.whenTrue);
  return ts.isIdentifier(node) || ts.isCallExpression(node) ? '…' : undefined;
}
