/** The maximum length of a key of a ConfigMap. */
const LONGEST = 253;

/**
 * Why a path cannot be that of a script, as the end of a sentence; `undefined` when it can.
 * The rule is the API server's for keys of a ConfigMap, for each part of the path.
 */
export function scriptNameProblem(path: string): string | undefined {
  const problem = pathProblem(path);
  if (problem !== undefined) return problem;
  return path.endsWith('.py') ? undefined : `is '${path}': a script's name ends in .py`;
}

/** Why a path cannot be that of a file in a ConfigMap, as the end of a sentence; `undefined` when it can. */
export function pathProblem(path: string): string | undefined {
  if (path.startsWith('/')) return `is '${path}': write its path below the directory of the scripts`;
  // Each slash is two characters in a key.
  const length = path.replaceAll('/', '__').length;
  if (length > LONGEST) return `is ${length} characters long, at most ${LONGEST} are allowed`;
  for (const name of path.split('/')) {
    if (!/^[-._a-zA-Z0-9]+$/.test(name))
      return `is '${path}': a ConfigMap takes letters, digits, '-', '_' and '.' only; rename it`;
    if (name.startsWith('..') || name === '.') return `is '${path}': a ConfigMap takes no name that begins with '..'`;
  }
  return undefined;
}
