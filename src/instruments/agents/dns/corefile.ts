import { dirname, matchesGlob, resolve } from 'node:path/posix';

/** One line of a block of a Corefile: a plugin with its arguments, or an option of it. */
export interface Directive {
  name: string;
  args: readonly string[];
  /** The lines between its braces; none without braces. */
  block: readonly Directive[];
}

/** A server block: the zones that it answers for by plain DNS, without ports, in lower case and without the last dot; `''` is the root. */
export interface ServerBlock {
  zones: readonly string[];
  /** The ports that its keys name; none for those of the program's own port. */
  ports: readonly string[];
  plugins: readonly Directive[];
}

/** Imports inside of imports; a file that imports itself ends here. */
const DEPTH = 10;

/**
 * Reads a Corefile, with its snippets and imports; pure. The syntax is that of Caddy 1 (github.com/coredns/caddy, caddyfile/lexer.go and
 * parse.go): a `#` or a quote counts at the beginning of a word, a word that is `{` at the end of a line opens a block, a comma after a key
 * continues the keys, and one server block alone may have no braces.
 * @param path where the Corefile is; imports are relative to its directory.
 * @param files the files by their paths.
 * @param hidden why the files of a directory, or one file, could not be read, by its path.
 * @throws SyntaxError when it does not parse, or imports a file that is not there.
 * @throws UnreadFile when it needs what could not be read.
 */
export function readCorefile(
  path: string,
  files: ReadonlyMap<string, string>,
  hidden: ReadonlyMap<string, string> = new Map(),
): ServerBlock[] {
  const text = files.get(path);
  if (text === undefined) assertReadable(path, hidden);
  if (text === undefined) throw new SyntaxError(`there is no file ${path}`);
  const snippets = new Map<string, readonly Line[]>();

  const expanded = (lines: readonly Line[], from: string, depth: number): Line[] =>
    lines.flatMap((line): Line[] => {
      if (line.name !== 'import') return [{ ...line, block: expanded(line.block, from, depth) }];
      if (depth === 0) throw new SyntaxError(`${from} imports itself`);
      const [pattern = ''] = line.args;
      const snippet = snippets.get(pattern);
      if (snippet) return expanded(snippet, from, depth - 1);
      const there = resolve(dirname(from), pattern);
      const found = [...files.keys()].filter((one) => one === there || matchesGlob(one, there)).toSorted();
      if (!files.has(there)) assertReadable(there, hidden);
      if (found.length === 0 && !/[*?[]/.test(pattern))
        throw new SyntaxError(`it imports ${pattern}, which is not there`);
      return found.flatMap((one) => expanded(linesOf(files.get(one) ?? ''), one, depth - 1));
    });

  const top = linesOf(text);
  const [first] = top;
  if (first && !first.opens && first.name !== 'import')
    return [{ ...keysOf(first), plugins: expanded(top.slice(1), path, DEPTH) }];
  const blocks: ServerBlock[] = [];
  const take = (lines: readonly Line[], from: string): void => {
    for (const line of lines) {
      const snippet = /^\((.+)\)$/.exec(line.name)?.[1];
      if (snippet !== undefined) snippets.set(snippet, line.block);
      else if (line.name === 'import') take(expanded([line], from, DEPTH), from);
      else if (line.opens) blocks.push({ ...keysOf(line), plugins: expanded(line.block, from, DEPTH) });
      else throw new SyntaxError(`${line.name} opens no block`);
    }
  };
  take(top, path);
  return blocks;
}

/** A Corefile needs a file that could not be read; its message says why it could not. */
export class UnreadFile extends Error {}

/** @throws UnreadFile when files that a pattern stands for may be among the hidden ones. */
function assertReadable(pattern: string, hidden: ReadonlyMap<string, string>): void {
  for (const [place, why] of hidden) {
    const start = pattern.split('/').slice(0, place.split('/').length).join('/');
    if (matchesGlob(place, start)) throw new UnreadFile(why);
  }
}

/** A line, and whether it opens a block. */
interface Line extends Directive {
  opens: boolean;
  block: readonly Line[];
}

/** Keys of other transports, such as `tls://.`, are left out. */
function keysOf({ name, args }: Directive): Pick<ServerBlock, 'zones' | 'ports'> {
  const keys = [name, ...args].flatMap((word) => word.split(',')).filter((key) => key !== '');
  const plain = keys.filter((key) => /^(dns:\/\/|(?!\w+:\/\/))/.test(key));
  return { zones: plain.map(zoneOf), ports: plain.flatMap((key) => /:(\d+)$/.exec(key)?.[1] ?? []) };
}

/** Whether a name without its last dot is in a zone; pure. */
export const isIn = (name: string, zone: string): boolean => zone === '' || name === zone || name.endsWith(`.${zone}`);

/** The zone of a key: `dns://Example.org.:53` is `example.org`. */
export function zoneOf(key: string): string {
  return key
    .replace(/^[a-z]+:\/\//, '')
    .replace(/:\d*$/, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

function linesOf(text: string): Line[] {
  const rows = rowsOf(text);
  let at = 0;
  const block = (isTop: boolean): Line[] => {
    const lines: Line[] = [];
    for (;;) {
      let row = rows[at];
      if (!row) {
        if (!isTop) throw new SyntaxError('a block is not closed');
        return lines;
      }
      at += 1;
      // Keys may continue on the next line.
      while (isTop && row.at(-1)?.endsWith(',') && rows[at]) row = [...row, ...(rows[at++] ?? [])];
      const [name = '', ...rest]: string[] = row;
      if (name === '}') {
        if (isTop) throw new SyntaxError('a block is closed that was not opened');
        return lines;
      }
      const opens = row.at(-1) === '{';
      lines.push({ name, args: opens ? rest.slice(0, -1) : rest, opens, block: opens ? block(false) : [] });
    }
  };
  return block(true);
}

/** The words of each line; a closing brace is a line of its own. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const end = () => {
    if (row.length > 0) rows.push(row);
    row = [];
  };
  for (const [word, quoted] of text.matchAll(/"((?:[^"\\]|\\.)*)"|#[^\n]*|\n|[^\s]+/gs)) {
    if (word === '\n') end();
    else if (quoted !== undefined) row.push(quoted.replaceAll('\\"', '"'));
    else if (word.startsWith('"')) throw new SyntaxError('a quote is not closed');
    else if (word === '}') {
      end();
      rows.push([word]);
    } else if (!word.startsWith('#')) {
      row.push(word);
      if (word === '{') end();
    }
  }
  end();
  return rows;
}
