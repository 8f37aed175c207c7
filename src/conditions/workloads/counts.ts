/** Figures as text: `desired 3, updated 3, total 3`. `undefined` counts as zero, as in the API. */
export function counts(figures: Readonly<Record<string, number | undefined>>): string {
  return Object.entries(figures)
    .map(([name, figure]) => `${name} ${figure ?? 0}`)
    .join(', ');
}

/** `1 pod`, `2 pods`. */
export function several(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
