/** The parts of the package that are used here; it has no types of its own. */
declare module 'snappyjs' {
  /** A block of Snappy, without a frame. */
  export function compress(data: Uint8Array): Uint8Array<ArrayBuffer>;
  export function uncompress(data: Uint8Array): Uint8Array<ArrayBuffer>;
}
