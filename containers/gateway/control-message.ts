import type { RawData } from 'ws';

export function jsonOf(data: RawData): unknown {
  return JSON.parse((data as Buffer).toString('utf8'));
}

/** Messages that are not JSON are of no type; whoever they are passed to refuses them. */
export function isOfType(data: RawData, type: string): boolean {
  if (!(data as Buffer).includes(`"${type}"`)) return false;
  try {
    const message = jsonOf(data);
    return typeof message === 'object' && message !== null && 'type' in message && message.type === type;
  } catch {
    return false;
  }
}
