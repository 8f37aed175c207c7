/** An object of the kind Secret, in JSON or in YAML. */
const SECRET = /(?:\b|(?<=\\n))kind\\*["']?\s{0,8}[:=]\s{0,8}\\*["']?Secret\b/;

/** The fields of a Secret with its values: in JSON, and in YAML. */
const IN_JSON = /(\\*["'](?:data|stringData)\\*["']\s{0,8}:\s{0,8}\{)([^{}]{1,65536})(?=\})/g;
const VALUE = /(:\s{0,8}(\\*["']))(?:[^"'\\]|\\+[^"'\\]){1,65536}(?=\2)/g;
/** The same in one line, also where line feeds are escaped. */
const IN_LINE =
  /(?:\b|(?<=\\n))((?:data|stringData):)((?:(?:[ \t]|\\+n){1,72}[\w.-]{1,253}:[ \t]{1,8}[^\s\\"{}]{1,65536}(?<!:))+)/g;
const VALUE_IN_LINE = /(:[ \t]{1,8})[^\s\\"{}]{1,65536}/g;
const IN_YAML = /^([ \t]*)(?:data|stringData):[ \t]*$/;

/**
 * A text without the values of Secrets that are printed as objects. In such a text the `data` of other objects, as of a ConfigMap beside it, are hidden,
 * too. Linear in the length of the text; pure.
 * @example withoutSecretData('{"kind":"Secret","data":{"db":"aHVudGVyMg=="}}') // '{"kind":"Secret","data":{"db":"***"}}'
 */
export function withoutSecretData(text: string): string {
  if (!SECRET.test(text)) return text;
  const json = text.replaceAll(
    IN_JSON,
    (_, before: string, values: string) => before + values.replaceAll(VALUE, '$1***'),
  );
  const flat = json.replaceAll(
    IN_LINE,
    (_, before: string, values: string) => before + values.replaceAll(VALUE_IN_LINE, '$1***'),
  );
  return flat.includes('\n') ? withoutYaml(flat.split('\n')).join('\n') : flat;
}

function withoutYaml(lines: readonly string[]): string[] {
  let within: number | undefined;
  return lines.map((line) => {
    const indent = line.search(/\S/);
    if (within !== undefined && indent > within)
      return line.replace(/^([ \t]*[\w.-]{1,253}:[ \t]*)\S.*$|^([ \t]*)[^\s].*$/, shownOf);
    const data = IN_YAML.exec(line);
    within = data ? (data[1] ?? '').length : indent === -1 ? within : undefined;
    return line;
  });
}

/** `key: ***`; and for a further line of a value only that. */
function shownOf(_: string, key: string | undefined, indent: string | undefined): string {
  return `${key ?? indent ?? ''}***`;
}
