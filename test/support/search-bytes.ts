import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** The forms a text or bytes can take on disk: as they are, in base64 at each of its three alignments, in UTF-16, in hex. */
export function formsOf(needle: string | Buffer): Buffer[] {
  const bytes = Buffer.from(needle);
  const base64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    // Characters at the ends also depend on the neighbours; what lies between does not.
    return encoded.slice(shift === 0 ? 0 : 4, encoded.length - 4);
  });
  return [
    bytes,
    ...base64.map((text) => Buffer.from(text)),
    ...(typeof needle === 'string' ? [Buffer.from(needle, 'utf16le')] : []),
    Buffer.from(bytes.toString('hex')),
  ];
}

/** A piece out of a picture that nothing else has: flat areas are runs of few values, which any file may hold. */
export function tellingPiece(picture: Buffer, length = 48): Buffer | undefined {
  // What a JPEG begins with, its tables, is the same in all of them.
  for (let at = Math.max(700, picture.length >> 1); at + length <= picture.length; at += length) {
    const piece = picture.subarray(at, at + length);
    if (new Set(piece).size >= 30) return piece;
  }
  return undefined;
}

/** Every file below the folders that holds one of the needles in any form, by path; files that vanish meanwhile are skipped. */
export function filesWith(
  needles: string | readonly (string | Buffer)[],
  folders: readonly string[],
  where: (path: string) => boolean = () => true,
): string[] {
  const all = [needles].flat();
  if (all.some((needle) => needle.length < 12)) throw new Error('A needle is too short to be unique');
  const forms = all.flatMap(formsOf);
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter(where)
      .filter((path) => {
        try {
          const content = readFileSync(path);
          return forms.some((form) => content.includes(form));
        } catch {
          return false;
        }
      }),
  );
}

/** Every process of this user whose arguments or environment hold the needle, by its command. */
export function processesWith(needle: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        return ['cmdline', 'environ'].some((file) => readFileSync(`/proc/${pid}/${file}`).includes(needle));
      } catch {
        return false;
      }
    })
    .map((pid) => {
      try {
        return `${pid} ${readlinkSync(`/proc/${pid}/exe`)}`;
      } catch {
        return pid;
      }
    });
}
