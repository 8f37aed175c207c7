/** Figures as people read them: `desired 3, updated 3, total 3`. What is `undefined` counts as zero, as it does in the API. */
export function counts(figures: Readonly<Record<string, number | undefined>>): string {
  return Object.entries(figures)
    .map(([name, figure]) => `${name} ${figure ?? 0}`)
    .join(', ');
}

/** `1 pod`, `2 pods`. */
export function several(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
