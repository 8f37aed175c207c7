/**
 * Objects of the first page, as kubectl and client-go ask for (k8s.io/client-go, tools/pager/pager.go). The API server ends a request after a
 * minute (--request-timeout), so over a slow line a large page is never complete.
 */
const FEW = 500;
/** Objects of a page over a fast line: pages are read as a stream, so their size costs no memory. */
const MANY = 5_000;
/** A page of {@link FEW} that is read within this time shows that one of {@link MANY} takes seconds. */
const FAST_MS = 1_000;
/** A page that takes longer than this shows a slow line. */
const SLOW_MS = 15_000;

/** How many objects to ask for in the next page of a LIST, by what the line has shown so far; pure. */
export class PageSize {
  #size = FEW;

  /** At most this many objects in the next page. */
  get next(): number {
    return this.#size;
  }

  /** A page was read: its objects, and how long it took in milliseconds. */
  read(objects: number, ms: number): void {
    if (objects >= FEW && ms <= FAST_MS) this.#size = MANY;
    if (ms > SLOW_MS) this.#size = FEW;
  }

  /** A page did not arrive. */
  failed(): void {
    this.#size = FEW;
  }
}
