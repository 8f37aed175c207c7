/** The progress of the compilation of a family. */
export interface CompileState {
  /** @example 'kube v1.36.3' */
  label: string;
  /** Packages. */
  done: number;
  total: number;
}

/** What a compilation is doing, for people. @example 'building kube v1.36.3: 412 of 1480 packages' */
export function compileText({ label, done, total }: CompileState): string {
  return done < total ? `building ${label}: ${done} of ${total} packages` : `linking ${label}`;
}
