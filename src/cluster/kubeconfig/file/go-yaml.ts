import { isAlias, isMap, isScalar, isSeq, type Alias, type Document, type Node, type Scalar } from 'yaml';

/** How often aliases may multiply a document (go.yaml.in/yaml/v2, decode.go, allowedAliasRatio): a document that is mostly aliases is an attack. */
const ALIASES = { most: 100, values: 1_000, low: 400_000, high: 4_000_000, lowRatio: 0.99, highRatio: 0.1 };
const ESCAPE = /\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^])/g;

/** A plain `<<`: in quotes it is a key like others. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === '<<' && (key.type === 'PLAIN' || key.tag === 'tag:yaml.org,2002:merge');
}

/**
 * Why go-yaml v2 refuses a document that the YAML library takes, with the offset of the place; undefined when it does not. Both know more of YAML than the
 * other somewhere, and a kubeconfig that kubectl does not take is not to be taken for another one.
 * @param text the whole file.
 */
export function refusedByGo(document: Document, text: string): { why: string; at: number } | undefined {
  const directive = /^%(?!TAG[ \t])(?!YAML[ \t]+1\.1[ \t\r]*$).*$/m.exec(
    text.slice(0, startOf(document.contents) ?? 0),
  );
  if (directive) return { why: 'a directive that kubectl does not know', at: directive.index };
  return new Check(document).node(document.contents);
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

/** The values of a part of a document: all of them, and those that aliases repeat. */
interface Size {
  values: number;
  aliased: number;
}

class Check {
  readonly #document: Document;
  /** Of nodes that are complete; `undefined` while one is being looked at. */
  readonly #sizes = new Map<Node, Size | undefined>();

  constructor(document: Document) {
    this.#document = document;
  }

  node(root: Node | null): { why: string; at: number } | undefined {
    try {
      const { values, aliased } = this.#size(root);
      if (aliased > ALIASES.most && values > ALIASES.values && aliased / values > allowedRatio(values))
        return { why: 'aliases that repeat most of it', at: 0 };
      return undefined;
    } catch (error) {
      if (error instanceof Refused) return { why: error.message, at: error.at };
      throw error;
    }
  }

  #size(node: unknown): Size {
    if (isAlias(node)) return this.#ofAlias(node);
    if (isScalar(node)) refuseScalar(node);
    if (!isMap(node) && !isSeq(node)) return { values: 1, aliased: 0 };
    this.#sizes.set(node, undefined);
    const total = { values: 1, aliased: 0 };
    const add = (part: unknown) => {
      const { values, aliased } = this.#size(part);
      total.values += values;
      total.aliased += aliased;
    };
    if (isSeq(node)) node.items.forEach(add);
    else
      for (const { key, value } of node.items) {
        this.#refuseKey(key);
        if (isMergeKey(key)) this.#refuseMerge(value, key);
        add(key);
        add(value);
      }
    this.#sizes.set(node, total);
    return total;
  }

  #ofAlias(alias: Alias): Size {
    const target = alias.resolve(this.#document);
    const at = startOf(alias) ?? 0;
    if (!target) throw new Refused(`an alias of the anchor '${alias.source}', which is not in it`, at);
    if (!isMap(target) && !isSeq(target)) return { values: 2, aliased: 1 };
    const size = this.#sizes.get(target);
    if (!size) throw new Refused(`the anchor '${alias.source}', which contains itself`, at);
    return { values: size.values + 1, aliased: size.values };
  }

  #refuseKey(key: unknown): void {
    const target = isAlias(key) ? key.resolve(this.#document) : key;
    const text = isScalar(target) && typeof target.value === 'string' ? target.value : '';
    if (!isScalar(target) || (target.type === 'PLAIN' && /^(?:~|null|Null|NULL)?$/.test(text)))
      throw new Refused('a key that is no text', startOf(key) ?? 0);
  }

  #refuseMerge(value: unknown, key: unknown): void {
    const target = isAlias(value) ? value.resolve(this.#document) : value;
    const all: unknown[] = isSeq(target) ? target.items : [target];
    if (!all.every((one) => isMap(isAlias(one) ? one.resolve(this.#document) : one)))
      throw new Refused("a merge key '<<' whose value is no mapping", startOf(key) ?? 0);
  }
}

class Refused extends Error {
  readonly at: number;

  constructor(why: string, at: number) {
    super(why);
    this.at = at;
  }
}

const TYPED: Readonly<Record<string, RegExp>> = {
  'tag:yaml.org,2002:int': /^[-+]?(?:0[xX][0-9a-fA-F_]+|0[oO]?[0-7_]+|0[bB][01_]+|[0-9][0-9_]*)$/,
  'tag:yaml.org,2002:float': /^[-+]?[.0-9][.0-9_]*(?:[eE][-+]?[0-9]+)?$|^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/,
  'tag:yaml.org,2002:bool': /^(?:y|n|yes|no|on|off|true|false)$/i,
};

function refuseScalar(scalar: Scalar): void {
  const at = startOf(scalar) ?? 0;
  const form = scalar.tag === undefined ? undefined : TYPED[scalar.tag];
  if (form && !form.test(String(scalar.value))) throw new Refused('a tag that its value does not fit', at);
  if (scalar.type !== 'QUOTE_DOUBLE') return;
  const { srcToken } = scalar;
  const source = srcToken && 'source' in srcToken ? srcToken.source : '';
  for (const [, escape = ''] of source.matchAll(ESCAPE)) {
    if (escape === '/') throw new Refused('the escape \\/, which kubectl does not know', at);
    if (/^(?:u|U0000)[dD][89a-fA-F]/.test(escape))
      throw new Refused('half of a character as \\uD…, which kubectl does not know: write the character itself', at);
  }
}

function allowedRatio(values: number): number {
  const { low, high, lowRatio, highRatio } = ALIASES;
  if (values <= low) return lowRatio;
  if (values >= high) return highRatio;
  return lowRatio - (lowRatio - highRatio) * ((values - low) / (high - low));
}
