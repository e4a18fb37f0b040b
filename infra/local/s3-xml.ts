import type { ServerResponse } from 'node:http';
import { XMLBuilder } from 'fast-xml-parser';

const builder = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: false });

/** An answer of S3: arrays become repeated elements, `undefined` is left out. */
export function xml(root: string, content: Record<string, unknown>): string {
  const present = Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: present })}`;
}

export function sendXml(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'application/xml' }).end(body);
}
