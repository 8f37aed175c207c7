import { Lexer } from 'yaml';

/** The YAML library goes into depth by recursion, and takes seconds for what it refuses then; a kubeconfig has ten levels. */
const DEEPEST = 500;

/** Whether lists and mappings are nested deeper than the library can read, by the marks in the text: brackets, and dashes in one line. */
export function isTooDeep(text: string): boolean {
  let brackets = 0;
  let dashes = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets += 1;
    else if (token === ']' || token === '}') brackets -= 1;
    else if (token === '-') dashes += 1;
    else if (token.endsWith('\n')) dashes = 0;
    if (brackets > DEEPEST || dashes > DEEPEST) return true;
  }
  return false;
}
