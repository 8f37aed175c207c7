import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, type Document, type Node, type Scalar } from 'yaml';
import { isTooDeep } from './nesting.ts';
import { isMergeKey, refusedByGo } from './go-yaml.ts';

/** A text that kubectl does not take for a kubeconfig. Its message never quotes the text, which may be a key. */
export class Malformed extends Error {}

const NULL = /^(?:~|null|Null|NULL)?$/;
const TRUE = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|[0-9]+)$/;
const FLOAT =
  /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$|^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/;
/** What go-yaml refuses anywhere in a file (readerc.go). */
const CONTROL = /[^\P{Cc}\t\r\n\u0085]/u;

type Kind = 'nothing' | 'flag' | 'number' | 'text' | 'list' | 'mapping';
const names: Readonly<Record<Kind, string>> = {
  nothing: 'nothing',
  flag: 'true or false',
  number: 'a number',
  text: 'a text',
  list: 'a list',
  mapping: 'a mapping',
};

/**
 * A value in YAML or JSON, read by the rules of kubectl: plain scalars by those of go-yaml v2 (go.yaml.in/yaml/v2, resolve.go: `yes` and `on` are
 * flags, `0x1F` is a number), types without conversion, as encoding/json has them (sigs.k8s.io/json), of equal keys the last one.
 */
export class YamlValue {
  readonly #document: Document;
  readonly #node: Node | null | undefined;
  /** Where it is, for messages: `user 'me': as-uid`. */
  readonly place: string;

  private constructor(document: Document, node: unknown, place: string) {
    this.#document = document;
    this.#node = isAlias(node) ? node.resolve(document) : (node as Node | null | undefined);
    this.place = place;
  }

  /**
   * The first document in a file.
   * @throws Malformed with line and column.
   */
  static parse(bytes: Buffer): YamlValue {
    const text = decoded(bytes);
    const line = text.split('\n').findIndex((one) => CONTROL.test(one));
    if (line >= 0) throw new Malformed(`not valid YAML: a control character in line ${line + 1}`);
    const [first] = allDocuments(text);
    const [problem] = first?.errors ?? [];
    if (problem) {
      const [at] = problem.linePos ?? [];
      const [sentence = ''] = problem.message.split(/ at line |:\n|\n/);
      throw new Malformed(`not valid YAML: ${sentence}${at ? ` in line ${at.line}, column ${at.col}` : ''}`);
    }
    const refused = first && refusedByGo(first, text);
    if (refused) {
      const before = text.slice(0, refused.at).split('\n');
      const place = `in line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
      throw new Malformed(`not YAML that kubectl takes: ${refused.why}, ${place}`);
    }
    return new YamlValue(first as Document, first?.contents, '');
  }

  get kind(): Kind {
    const node = this.#node;
    if (node === null || node === undefined) return 'nothing';
    if (isMap(node)) return 'mapping';
    if (isSeq(node)) return 'list';
    return isScalar(node) ? kindOf(node) : 'nothing';
  }

  /** The value of a key, by its exact name; nothing when there is none. */
  get(key: string): YamlValue {
    const place = this.place === '' ? key : `${this.place}: ${key}`;
    let found: unknown;
    for (const [name, value] of this.#pairs()) if (name === key) found = value;
    return new YamlValue(this.#document, found, place);
  }

  /** The entries of a mapping; none when there is nothing. @throws Malformed when it is something else. */
  entries(): [string, YamlValue][] {
    this.#require('mapping');
    const all = new Map<string, YamlValue>();
    for (const [name, value] of this.#pairs())
      all.set(name, new YamlValue(this.#document, value, `${this.place}: ${name}`));
    return [...all];
  }

  /** The elements of a list; none when there is nothing. @throws Malformed when it is something else. */
  elements(): YamlValue[] {
    this.#require('list');
    if (!isSeq(this.#node)) return [];
    return this.#node.items.map((item, index) => new YamlValue(this.#document, item, `${this.place}[${index}]`));
  }

  /** The same value with another place. */
  at(place: string): YamlValue {
    return new YamlValue(this.#document, this.#node, place);
  }

  /** A text; empty when there is nothing. @throws Malformed when it is something else, a number for instance. */
  text(): string {
    this.#require('text');
    return this.kind === 'text' ? this.#source : '';
  }

  /**
   * A name: a text, or a plain number as it is written. kubectl refuses numbers as names; they cannot be taken for anything else, so the suite
   * takes them.
   */
  name(): string {
    return this.kind === 'number' ? this.#source : this.text();
  }

  /** A flag; false when there is nothing. @throws Malformed when it is something else. */
  flag(): boolean {
    this.#require('flag');
    return this.kind === 'flag' && TRUE.test(this.#source);
  }

  /** Bytes in base64, with padding, as encoding/base64 takes them. @throws Malformed when they are something else. */
  bytes(): Buffer {
    const text = this.text().replaceAll(/[\r\n]/g, '');
    if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text))
      throw new Malformed(`${this.place} is not base64`);
    return Buffer.from(text, 'base64');
  }

  /** All of it, as JSON has it. */
  plain(): unknown {
    switch (this.kind) {
      case 'mapping':
        return Object.fromEntries(this.entries().map(([name, value]) => [name, value.plain()]));
      case 'list':
        return this.elements().map((one) => one.plain());
      case 'flag':
        return this.flag();
      case 'number':
        return Number(this.#source.replaceAll('_', ''));
      case 'text':
        return this.#source;
      case 'nothing':
        return null;
    }
  }

  /** @throws Malformed when there is something of another kind. */
  #require(kind: Kind): void {
    if (this.kind === kind || this.kind === 'nothing') return;
    const quotes = kind === 'text' && (this.kind === 'number' || this.kind === 'flag') ? ': put it in quotes' : '';
    throw new Malformed(
      `${this.place === '' ? 'it' : this.place} is ${names[this.kind]}, and not ${names[kind]}${quotes}`,
    );
  }

  get #source(): string {
    return isScalar(this.#node) ? sourceOf(this.#node) : '';
  }

  /** Merge keys (`<<`) come first: keys that are written out win. */
  *#pairs(): Generator<[string, unknown]> {
    if (!isMap(this.#node)) return;
    const items = this.#node.items;
    for (const { key, value } of items)
      if (isMergeKey(key)) {
        const merged = new YamlValue(this.#document, value, this.place);
        for (const one of merged.kind === 'list' ? merged.elements().toReversed() : [merged]) yield* one.#pairs();
      }
    for (const { key, value } of items) if (!isMergeKey(key)) yield [keyOf(key), value];
  }
}

function allDocuments(text: string): Document[] {
  if (isTooDeep(text)) throw new Malformed('not valid YAML: it is nested too deeply');
  return parseAllDocuments(text, {
    ...{ schema: 'failsafe', uniqueKeys: false, prettyErrors: true, logLevel: 'silent', keepSourceTokens: true },
  }) as Document[];
}

function keyOf(key: unknown): string {
  return isScalar(key) ? sourceOf(key) : '';
}

/** With the failsafe schema each scalar is a text, or nothing. */
function sourceOf({ value, tag }: Scalar): string {
  const text = typeof value === 'string' ? value : '';
  return tag === 'tag:yaml.org,2002:binary' ? Buffer.from(text, 'base64').toString('utf8') : text;
}

function kindOf(scalar: Scalar): Kind {
  const text = sourceOf(scalar);
  if (scalar.tag === 'tag:yaml.org,2002:str' || (scalar.type !== undefined && scalar.type !== 'PLAIN')) return 'text';
  if (NULL.test(text)) return 'nothing';
  if (TRUE.test(text) || FALSE.test(text)) return 'flag';
  if (!/^[-+.0-9]/.test(text)) return 'text';
  const digits = text.replaceAll('_', '');
  return INTEGER.test(digits) || FLOAT.test(digits) ? 'number' : 'text';
}

/** UTF-8, or UTF-16 with a byte order mark, as go-yaml takes them. */
function decoded(bytes: Buffer): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Malformed(`not valid YAML: it is not ${encoding.toUpperCase()}`);
  }
}
