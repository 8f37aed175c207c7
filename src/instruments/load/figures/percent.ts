/** A share as whole percent. @example percent(0.123) // '12 %' */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
