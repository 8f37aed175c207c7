/**
 * The endpoint that a name means: the one of exactly that name; otherwise the only one that has it without its method, or with its method in
 * another case: `/cart` and `get /cart` mean `GET /cart`. Pure.
 * @returns `undefined` when there is none, or several.
 */
export function endpointNamed(name: string, endpoints: readonly string[]): string | undefined {
  if (endpoints.includes(name)) return name;
  const alike = endpoints.filter(
    (one) => withoutMethod(one) === name || withLargeMethod(one) === withLargeMethod(name),
  );
  return alike.length === 1 ? alike[0] : undefined;
}

function withoutMethod(endpoint: string): string {
  return endpoint.replace(/^\S+ /, '');
}

function withLargeMethod(endpoint: string): string {
  return endpoint.replace(/^\S+(?= )/, (method) => method.toUpperCase());
}
