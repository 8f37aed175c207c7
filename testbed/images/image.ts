/** An image as a file, ready for `ctr images import`. */
export interface Image {
  /** The name that pods use. @example 'localhost/coredns:v1.14.7' */
  ref: string;
  /** Absolute path of a docker-archive. */
  archive: string;
}
