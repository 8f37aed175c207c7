/** Whether a path is that of a collection, in a namespace or in the whole cluster. */
export function isCollection(path: string): boolean {
  return /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)(\/namespaces\/[^/]+)?\/[a-z]+$/.test(path);
}
