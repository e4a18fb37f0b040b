import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A folder of small JSON files, each replaced whole, so that a kill at any moment leaves the old or the new one. */
export class StoredJson<T> {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  private file(name: string) {
    return join(this.folder, `${encodeURIComponent(name)}.json`);
  }

  read(name: string): T | undefined {
    const file = this.file(name);
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
  }

  write(name: string, value: T): void {
    const file = this.file(name);
    writeFileSync(`${file}.new`, JSON.stringify(value, null, 1), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  remove(name: string): void {
    rmSync(this.file(name), { force: true });
  }

  all(): T[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(this.folder, name), 'utf8')) as T);
  }
}
