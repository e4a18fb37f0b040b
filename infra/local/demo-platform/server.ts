import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Server } from 'node:http';
import { harborApp } from './app.ts';
import { demoUser, type HarborData } from './data.ts';
import { openStore, readHarborData } from './store.ts';

export interface DemoPlatform {
  /** Origin, no trailing slash. */
  url: string;
  signInUrl: string;
  user: string;
  password: string;
  /** What is on disk at this moment. */
  read(): HarborData;
  stop(): Promise<void>;
}

/** Starts Harbor CRM on 127.0.0.1. Port 0 takes a free one; the folder is made and filled when it is empty. */
export async function startDemoPlatform(options: { dataFolder: string; port: number }): Promise<DemoPlatform> {
  const store = openStore(options.dataFolder);
  const server = createAdaptorServer({ fetch: harborApp(store).fetch }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    signInUrl: `${url}/sign-in`,
    user: demoUser.email,
    password: demoUser.password,
    read: () => readHarborData(store.file),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
