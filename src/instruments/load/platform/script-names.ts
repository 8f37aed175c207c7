/**
 * Why a name cannot be that of a script in a ConfigMap, as the end of a sentence; `undefined` when it can.
 * The rule is the API server's for keys of a ConfigMap.
 */
export function scriptNameProblem(name: string): string | undefined {
  const problem = keyProblem(name);
  if (problem !== undefined) return problem;
  return name.endsWith('.py') ? undefined : `is '${name}': a script's name ends in .py`;
}

/** Why a name cannot be a key of a ConfigMap, as the end of a sentence; `undefined` when it can. */
export function keyProblem(name: string): string | undefined {
  if (name.length > 253) return `is ${name.length} characters long, at most 253 are allowed`;
  if (!/^[-._a-zA-Z0-9]+$/.test(name))
    return `is '${name}': a ConfigMap takes letters, digits, '-', '_' and '.' only; rename it`;
  if (name.startsWith('..')) return `is '${name}': a ConfigMap takes no name that begins with '..'`;
  return undefined;
}
