import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HarborData } from './data.ts';
import { seedData } from './seed.ts';

export interface Store {
  readonly file: string;
  readonly data: HarborData;
  /** Changes the data and writes it whole, over a temporary file, so that a kill leaves the old or the new. */
  change<T>(edit: (data: HarborData) => T): T;
}

export function openStore(dataFolder: string): Store {
  mkdirSync(dataFolder, { recursive: true });
  const file = join(dataFolder, 'harbor.json');
  const write = (data: HarborData) => {
    writeFileSync(`${file}.new`, JSON.stringify(data, null, 2));
    renameSync(`${file}.new`, file);
  };
  if (!existsSync(file)) write(seedData(new Date()));
  const data = readHarborData(file);
  return {
    file,
    data,
    change(edit) {
      const result = edit(data);
      write(data);
      return result;
    },
  };
}

/** What is on disk, for whoever wants to know what really happened. */
export function readHarborData(file: string): HarborData {
  return JSON.parse(readFileSync(file, 'utf8')) as HarborData;
}
