import { createHash } from 'node:crypto';
import {
  copyFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';

export interface ObjectMetadata {
  key: string;
  size: number;
  /** MD5 in hex, without the quotes of the header; of an upload in parts the MD5 of their MD5s and their number. */
  etag: string;
  crc32: string;
  /** Only where the bucket keeps versions. */
  versionId?: string;
  modified: string;
  contentType: string;
  /** Other headers that come back as they were given, such as `cache-control`. */
  headers: Record<string, string>;
  /** `x-amz-meta-*`, without the prefix. */
  user: Record<string, string>;
}

/** One version of an object, or the mark that it was deleted. */
export interface Version extends Pick<ObjectMetadata, 'key' | 'modified'> {
  versionId: string;
  /** None of a delete marker. */
  object: ObjectMetadata | undefined;
}

export type NewObject = Pick<ObjectMetadata, 'contentType' | 'headers' | 'user'> &
  Partial<Pick<ObjectMetadata, 'etag' | 'crc32'>>;

/** What was read from an upload, given to its check before the object takes its place. */
export interface UploadSums {
  size: number;
  md5: Buffer;
  sha256: Buffer;
  crc32: string;
}

/**
 * The objects of one bucket: each a plain file below `content/` under the path its key says, and what is known about it
 * below `metadata/`.
 */
export class BucketObjects {
  readonly keepsVersions: boolean = false;
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    for (const part of ['content', 'metadata', 'uploads', 'versions'])
      mkdirSync(join(folder, part), { recursive: true });
  }

  protected objectFile(key: string) {
    return join(this.folder, 'content', ...pathOf(key));
  }

  private metadataFile(key: string) {
    return `${join(this.folder, 'metadata', ...pathOf(key))}.json`;
  }

  get(key: string): ObjectMetadata | undefined {
    const file = this.metadataFile(key);
    if (!existsSync(file) || !statSync(this.objectFile(key), { throwIfNoEntry: false })?.isFile()) return undefined;
    return JSON.parse(readFileSync(file, 'utf8')) as ObjectMetadata;
  }

  read(key: string, range?: { start: number; end: number }): Readable {
    return createReadStream(this.objectFile(key), range);
  }

  /** Stores a stream. `check` may throw to refuse what arrived; the object's former state then stays. */
  async put(key: string, body: Readable, given: NewObject, check: (sums: UploadSums) => void = () => undefined) {
    const upload = join(this.folder, 'uploads', crypto.randomUUID());
    try {
      const sums = await writeSummed(body, upload);
      // From here on without a pause, so that of two writers who both must be first one is.
      check(sums);
      const metadata: ObjectMetadata = {
        key,
        size: sums.size,
        etag: sums.md5.toString('hex'),
        crc32: sums.crc32,
        modified: new Date().toISOString(),
        ...given,
        ...this.newVersion(key),
      };
      this.place(metadata, upload);
      this.keep(metadata);
      return metadata;
    } finally {
      await rm(upload, { force: true });
    }
  }

  private place(metadata: ObjectMetadata, upload: string): void {
    const file = this.metadataFile(metadata.key);
    const content = this.objectFile(metadata.key);
    for (const path of [file, content]) mkdirSync(dirname(path), { recursive: true });
    writeFileSync(file, JSON.stringify(metadata));
    renameSync(upload, content);
  }

  /** Makes a version that is kept the current one. */
  protected restore(metadata: ObjectMetadata, from: string): void {
    const upload = join(this.folder, 'uploads', crypto.randomUUID());
    copyFileSync(from, upload);
    this.place(metadata, upload);
  }

  /** What sets the version apart that is about to be stored. */
  protected newVersion(_key: string): Partial<ObjectMetadata> {
    return {};
  }

  /** Keeps what has just been stored as a version. */
  protected keep(_object: ObjectMetadata): void {}

  /** Removes the object. Returns the version of the delete marker where there is one. */
  async remove(key: string): Promise<string | undefined> {
    for (const [file, root] of [
      [this.objectFile(key), join(this.folder, 'content')],
      [this.metadataFile(key), join(this.folder, 'metadata')],
    ] as const) {
      await rm(file, { force: true });
      await removeEmpty(dirname(file), root);
    }
    return undefined;
  }

  /** Without versions of their own, objects are their only version, named `null`. Newest first. */
  versionsOf(key: string): Version[] {
    const object = this.get(key);
    return object ? [{ key, modified: object.modified, versionId: 'null', object }] : [];
  }

  version(key: string, id: string): Version | undefined {
    return this.versionsOf(key).find(({ versionId }) => versionId === id);
  }

  readVersion(key: string, _id: string, range?: { start: number; end: number }): Readable {
    return this.read(key, range);
  }

  /** Erases one version for good. Returns what was erased. */
  async removeVersion(key: string, id: string): Promise<Version | undefined> {
    const found = this.version(key, id);
    if (found) await this.remove(key);
    return found;
  }

  /** Every key that has a version, in S3's order. */
  keysWithVersions(prefix = ''): string[] {
    return this.keys(prefix);
  }

  /** Every key that starts with the prefix, in S3's order of UTF-8 bytes. */
  keys(prefix = ''): string[] {
    const root = join(this.folder, 'content');
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => keyOf(join(entry.parentPath, entry.name).slice(root.length + 1)))
      .filter((key) => key.startsWith(prefix))
      .sort(byBytes);
  }
}

export const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/**
 * Segments of a key as safe file names: nothing in a key can lead out of the folder. Folders end in `%`, because a key
 * may be the beginning of another.
 */
export function pathOf(key: string): string[] {
  const names = key
    .split('/')
    .map((segment) => (/^\.*$/.test(segment) ? `%${segment.replaceAll('.', '%2E')}` : encodeURIComponent(segment)));
  return names.map((name, index) => (index < names.length - 1 ? `${name}%` : name));
}

export function keyOf(path: string): string {
  return path
    .split('/')
    .map((name, index, all) => (index < all.length - 1 ? name.slice(0, -1) : name))
    .map((name) => decodeURIComponent(/^%(%2E)*$/.test(name) ? name.slice(1) : name))
    .join('/');
}

export async function writeSummed(body: Readable, file: string): Promise<UploadSums> {
  const md5 = createHash('md5');
  const sha256 = createHash('sha256');
  let crc = 0;
  let size = 0;
  async function* summed(source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      md5.update(chunk);
      sha256.update(chunk);
      crc = crc32(chunk, crc);
      size += chunk.length;
      yield chunk;
    }
  }
  await pipeline(body, summed, createWriteStream(file));
  const crcBytes = Buffer.alloc(4);
  crcBytes.writeUInt32BE(crc);
  return { size, md5: md5.digest(), sha256: sha256.digest(), crc32: crcBytes.toString('base64') };
}

export async function removeEmpty(folder: string, root: string): Promise<void> {
  for (let at = folder; at.length > root.length; at = dirname(at)) {
    try {
      await rmdir(at);
    } catch {
      return;
    }
  }
}
