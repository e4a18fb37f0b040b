import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import type { Readable } from 'node:stream';

const block = 512;

/**
 * Unpacks the plain files of a small tar archive (POSIX.1-1988 ustar header: name at 0, mode at 100, size at 124, type
 * at 156) into a folder. Links and devices are left out; a name that leaves the folder is refused.
 */
export async function untar(stream: Readable, folder: string): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const archive = Buffer.concat(chunks);
  for (let at = 0; at + block <= archive.length;) {
    const header = archive.subarray(at, at + block);
    if (header[0] === 0) break;
    const name = normalize(text(header, 0, 100));
    const size = Number.parseInt(text(header, 124, 12), 8);
    const type = text(header, 156, 1);
    if (name.startsWith('..') || name.startsWith('/')) throw new Error('The archive names a file outside its folder');
    if (type === '0' || type === '') {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, archive.subarray(at + block, at + block + size), {
        mode: Number.parseInt(text(header, 100, 8), 8) & 0o755,
      });
    }
    at += block + Math.ceil(size / block) * block;
  }
}

function text(header: Buffer, from: number, length: number): string {
  const field = header.subarray(from, from + length);
  const end = field.indexOf(0);
  return field
    .subarray(0, end === -1 ? length : end)
    .toString('utf8')
    .trim();
}
