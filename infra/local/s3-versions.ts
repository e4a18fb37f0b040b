import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { BucketObjects, byBytes, keyOf, pathOf, removeEmpty, type ObjectMetadata, type Version } from './s3-objects.ts';

/** What was stored before a bucket kept versions bears this name. */
const unversioned = 'null';

/**
 * A bucket that keeps versions, as "Retaining multiple versions of objects" in the S3 user guide says: what is current
 * lies where other buckets have it, and every version, the current one too, below `versions/` in the order it was made.
 */
export class VersionedObjects extends BucketObjects {
  override readonly keepsVersions = true;

  protected override newVersion(key: string): Partial<ObjectMetadata> {
    const before = this.get(key);
    if (before && !before.versionId) this.keep({ ...before, versionId: unversioned });
    return { versionId: versionId() };
  }

  protected override keep(object: ObjectMetadata): void {
    const file = this.nextFile(object.key);
    copyFileSync(this.objectFile(object.key), file);
    const { key, modified } = object;
    writeFileSync(`${file}.json`, JSON.stringify({ key, modified, versionId: object.versionId, object }));
  }

  /** Hides the object behind a delete marker and returns the marker's version. */
  override async remove(key: string): Promise<string> {
    this.newVersion(key);
    const marker = { key, modified: new Date().toISOString(), versionId: versionId() };
    writeFileSync(`${this.nextFile(key)}.json`, JSON.stringify(marker));
    await super.remove(key);
    return marker.versionId;
  }

  /** Erases one version for good; the newest of the others is then the current one. Returns what was erased. */
  override async removeVersion(key: string, id: string): Promise<Version | undefined> {
    const found = this.version(key, id);
    if (!found) return undefined;
    const file = this.versionFile(key, id);
    if (file) for (const path of [file, `${file}.json`]) rmSync(path, { force: true });
    const [latest] = this.versionsOf(key);
    if (!file || !latest?.object) await super.remove(key);
    else if (latest.versionId !== this.get(key)?.versionId) {
      this.restore(latest.object, this.versionFile(key, latest.versionId)!);
    }
    await removeEmpty(this.versionsFolder(key), join(this.folder, 'versions'));
    return found;
  }

  /** Newest first. */
  override versionsOf(key: string): Version[] {
    const kept = this.versionNames(key)
      .toReversed()
      .map((name) => JSON.parse(readFileSync(join(this.versionsFolder(key), name), 'utf8')) as Version);
    const current = this.get(key);
    return current && !current.versionId ? super.versionsOf(key) : kept;
  }

  override readVersion(key: string, id: string, range?: { start: number; end: number }): Readable {
    const file = this.versionFile(key, id);
    return file ? createReadStream(file, range) : super.readVersion(key, id, range);
  }

  override keysWithVersions(prefix = ''): string[] {
    const root = join(this.folder, 'versions');
    const kept = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath }) => keyOf(parentPath.slice(root.length + 1)))
      .filter((key) => key.startsWith(prefix));
    return [...new Set([...kept, ...this.keys(prefix)])].sort(byBytes);
  }

  private versionsFolder(key: string): string {
    return join(this.folder, 'versions', ...pathOf(key));
  }

  private versionNames(key: string): string[] {
    const folder = this.versionsFolder(key);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort();
  }

  private nextFile(key: string): string {
    const folder = this.versionsFolder(key);
    mkdirSync(folder, { recursive: true });
    const last = Number.parseInt(this.versionNames(key).at(-1) ?? '0', 10);
    return join(folder, String(last + 1).padStart(10, '0'));
  }

  private versionFile(key: string, id: string): string | undefined {
    const folder = this.versionsFolder(key);
    const names = this.versionNames(key);
    const name = names.find((one) => JSON.parse(readFileSync(join(folder, one), 'utf8')).versionId === id);
    return name && join(folder, name.slice(0, -'.json'.length));
  }
}

/** As long and as unguessable as AWS's. */
const versionId = () => randomBytes(24).toString('base64url');
