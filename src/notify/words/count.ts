/** @example count(1, 'test') // '1 test' @example count(3, 'test') // '3 tests' */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
