/** Origin of an address as a person is shown it; the scheme alone where there is none ("about:", "data:"). */
export function originOf(address: string): string {
  const url = URL.parse(address);
  if (!url) return '';
  // The address of a blob names the origin that made it.
  return (url.origin === 'null' ? url.protocol : url.origin).slice(0, 300);
}
