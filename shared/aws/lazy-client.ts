/** A client is made when first asked for. Region, keys and endpoint come from the environment, as on AWS. */
export function lazyClient<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
