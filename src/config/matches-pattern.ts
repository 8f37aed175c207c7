/**
 * Whether a pattern of the configuration, in which `*` stands for any text, matches the whole of a text; pure.
 * @example matchesPattern('shop-*', 'shop-eu') // true
 */
export function matchesPattern(pattern: string, text: string): boolean {
  const literals = pattern.split('*').map((literal) => literal.replaceAll(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`));
  return new RegExp(`^${literals.join('.*')}$`, 's').test(text);
}
