import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AccessKeys } from '../../infra/local/iam/keyring.ts';
import type { TestProject } from 'vitest/node';

export interface RunningProduct {
  url: string;
  databaseUrl: string;
  dataFolder: string;
  awsUrl: string;
  /** Keys of the account's owner, and of each program that has a role by its name. */
  ownerKeys: AccessKeys;
  programKeys: Record<string, AccessKeys>;
  demoPlatform: { signInUrl: string; user: string; password: string };
  /** An application that keeps its session in local storage alone. */
  storagePlatform: { url: string; user: string; password: string };
  /** One that takes every token once, and its answer brings the next. */
  rotatingPlatform: { url: string; user: string; password: string };
  sessionLimits: { streams: number };
  /** A port of 127.0.0.1 that remote browsers may reach, for a server of a test's own. */
  openPort: number;
  /** `GET` answers everything that was sent to the model so far. */
  recordedModelRequestsUrl: string;
  /** `POST /restart-database`; `POST /run/retention` and `/run/report-clock` call what the schedule calls. */
  controlUrl: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    product: RunningProduct;
  }
}

/** Starts the whole product once for all promises and end-to-end tests, on free ports and with data of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const child = fork(fileURLToPath(new URL('product-process.ts', import.meta.url)));
  const ended = once(child, 'exit');
  const told = await Promise.race([once(child, 'message'), ended.then(() => undefined)]);
  if (!told) throw new Error('The product did not start: see the lines above.');
  project.provide('product', told[0] as RunningProduct);
  return async () => {
    child.disconnect();
    const [code] = (await ended) as [number];
    if (code !== 0) throw new Error('The template’s permissions do not fit what the product did: see the lines above.');
  };
}
