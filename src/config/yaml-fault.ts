import { isAlias, isMap, isScalar, visit, type Document } from 'yaml';

/** What is wrong with the text of a file, and the offset of the place. */
export interface YamlFault {
  what: string;
  at: number;
}

/** What the codes of the YAML library mean; each completes "not YAML: ". */
const sentences: Readonly<Record<string, string>> = {
  ALIAS_PROPS: 'an alias has a tag or an anchor of its own',
  BAD_ALIAS: 'an alias has no usable name; a text that begins with * is put in quotes',
  BAD_COLLECTION_TYPE: 'a tag does not fit what follows it',
  BAD_DIRECTIVE: 'a line that begins with % is no directive',
  BAD_DQ_ESCAPE: 'a backslash in double quotes begins no known character; write two of them, or single quotes',
  BAD_INDENT: 'the indentation does not fit the lines above, or a bracket is not closed',
  BAD_PROP_ORDER: 'an anchor or a tag stands in the wrong place',
  BAD_SCALAR_START: 'a text begins with a character that has a meaning of its own; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: "a second ': ' is in one line; put the text in quotes, or correct the indentation",
  BLOCK_IN_FLOW: 'a block stands inside of brackets',
  DUPLICATE_KEY: 'a key is written twice',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters',
  MISSING_CHAR: 'a quote, a bracket or a comma is missing',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines; correct the indentation',
  MULTIPLE_ANCHORS: 'a value has two anchors',
  MULTIPLE_DOCS: 'a second document begins; a configuration is one',
  MULTIPLE_TAGS: 'a value has two tags',
  TAB_AS_INDENT: 'a tab stands where spaces belong',
  TAG_RESOLVE_FAILED: 'a tag is not known; a text that begins with ! is put in quotes',
  UNEXPECTED_TOKEN: 'something stands where nothing of it belongs',
};

/** The first fault of a document, in the suite's own words: the others mostly follow from it. Undefined when there is none. */
export function yamlFault(document: Document.Parsed): YamlFault | undefined {
  const [fault] = [...document.errors, ...document.warnings].toSorted((a, b) => a.pos[0] - b.pos[0]);
  if (fault) {
    const deep = /call stack/.test(fault.message);
    const what = deep ? 'it is nested too deeply' : (sentences[fault.code] ?? 'it cannot be read');
    return { what: `not YAML: ${what}`, at: fault.pos[0] };
  }
  return faultOfNodes(document);
}

/** What the library finds only when it makes values of the nodes, and then with neither a sentence nor a place. */
function faultOfNodes(document: Document): YamlFault | undefined {
  let found: YamlFault | undefined;
  const note = (what: string, at: number | undefined) => {
    found = { what, at: at ?? 0 };
    return visit.BREAK;
  };
  visit(document, {
    Alias: (_, alias, path) => {
      const target = alias.resolve(document);
      const at = alias.range?.[0];
      if (!target)
        return note(
          `not YAML: there is no anchor '${alias.source}' before its alias; put a text that begins with * in quotes`,
          at,
        );
      return path.includes(target) ? note(`not YAML: the anchor '${alias.source}' contains itself`, at) : undefined;
    },
    Map: (_, map) => {
      const key = map.items.map((pair) => pair.key).find((one) => isMap(one) || !(isScalar(one) || isAlias(one)));
      return key === undefined
        ? undefined
        : note('not YAML: a key is no text', (key as { range?: [number] }).range?.[0]);
    },
    Scalar: (_, { value, source = '', range }) =>
      typeof value === 'number' && /^[-+]?0[0-9xob]/i.test(source)
        ? note(
            `${source} is one number to some and another to others; write it in digits without a 0 before them`,
            range?.[0],
          )
        : undefined,
  });
  return found;
}
