type Labels = Readonly<Record<string, string>>;

/** A label selector of Calico does not parse. */
class NoSelector extends Error {}

/** A word of a selector: a quoted text, an operator, or a bare word. */
const WORDS = /\s*(?:"([^"]*)"|'([^']*)'|(&&|\|\||==|!=|[!(){},])|([\w./-]+))/gy;

interface Word {
  text: string;
  isQuoted: boolean;
}

/**
 * Whether a selector in Calico's own language selects labels; pure. `undefined` when it does not parse: then it is not known. The grammar is that of
 * github.com/projectcalico/calico, libcalico-go/lib/selector/parser: `has(app) && role in {'db', "cache"} || !(tier == 'web')`, `all()`, `global()`.
 * @param isGlobal whether the labels are those of something outside of namespaces.
 */
export function calicoSelects(text: string, labels: Labels, isGlobal = false): boolean | undefined {
  try {
    const parser = new Parser(wordsOf(text), labels, isGlobal);
    return text.trim() === '' || parser.whole();
  } catch (error) {
    if (error instanceof NoSelector) return undefined;
    throw error;
  }
}

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let end = 0;
  for (const [whole, double, single, operator, bare] of text.matchAll(WORDS)) {
    const quoted = double ?? single;
    words.push({ text: quoted ?? operator ?? bare ?? '', isQuoted: quoted !== undefined });
    end += whole.length;
  }
  if (text.slice(end).trim() !== '') throw new NoSelector();
  return words;
}

class Parser {
  readonly #words: readonly Word[];
  readonly #labels: Labels;
  readonly #isGlobal: boolean;
  #at = 0;

  constructor(words: readonly Word[], labels: Labels, isGlobal: boolean) {
    this.#words = words;
    this.#labels = labels;
    this.#isGlobal = isGlobal;
  }

  whole(): boolean {
    const selects = this.#any();
    if (this.#at < this.#words.length) throw new NoSelector();
    return selects;
  }

  #any(): boolean {
    let selects = this.#every();
    // Both sides are read, whatever the first one says.
    while (this.#takes('||')) selects = [selects, this.#every()].includes(true);
    return selects;
  }

  #every(): boolean {
    let selects = this.#one();
    while (this.#takes('&&')) selects = ![selects, this.#one()].includes(false);
    return selects;
  }

  #one(): boolean {
    if (this.#takes('!')) return !this.#one();
    if (this.#takes('(')) {
      const selects = this.#any();
      this.#needs(')');
      return selects;
    }
    const key = this.#word().text;
    if (this.#takes('(')) return this.#call(key);
    const value = Object.hasOwn(this.#labels, key) ? this.#labels[key] : undefined;
    const operator = this.#word().text;
    switch (operator) {
      case '==':
        return value === this.#value();
      case '!=':
        return value !== this.#value();
      case 'in':
        return [this.#values()].some((values) => value !== undefined && values.includes(value));
      case 'not':
        this.#needs('in');
        return [this.#values()].every((values) => value === undefined || !values.includes(value));
      case 'contains':
        return [this.#value()].some((part) => value?.includes(part));
      case 'starts':
        this.#needs('with');
        return [this.#value()].some((part) => value?.startsWith(part));
      case 'ends':
        this.#needs('with');
        return [this.#value()].some((part) => value?.endsWith(part));
      default:
        throw new NoSelector();
    }
  }

  #call(name: string): boolean {
    if (name === 'has') {
      const key = this.#word().text;
      this.#needs(')');
      return Object.hasOwn(this.#labels, key);
    }
    this.#needs(')');
    if (name === 'all') return true;
    if (name === 'global') return this.#isGlobal;
    throw new NoSelector();
  }

  #values(): string[] {
    this.#needs('{');
    const values: string[] = [];
    if (this.#takes('}')) return values;
    do values.push(this.#value());
    while (this.#takes(','));
    this.#needs('}');
    return values;
  }

  #value(): string {
    const { text, isQuoted } = this.#word();
    if (!isQuoted) throw new NoSelector();
    return text;
  }

  #word(): Word {
    const word = this.#words[this.#at];
    if (!word) throw new NoSelector();
    this.#at += 1;
    return word;
  }

  #takes(operator: string): boolean {
    const word = this.#words[this.#at];
    if (!word || word.isQuoted || word.text !== operator) return false;
    this.#at += 1;
    return true;
  }

  #needs(operator: string): void {
    if (!this.#takes(operator)) throw new NoSelector();
  }
}
