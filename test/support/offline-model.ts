import Anthropic from '@anthropic-ai/sdk';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ModelDeps } from '#shared/model/ask-model.ts';

export interface ModelServer {
  model: ModelDeps;
  stop: () => Promise<void>;
}

/** Listens with the given Messages API and gives the gateway's dependencies for it; pauses between tries are left out. */
export async function modelServer(server: Server): Promise<ModelServer> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new Anthropic({ apiKey: 'test key', baseURL, maxRetries: 0 });
  return {
    model: { client: async () => client, wait: async () => undefined },
    stop: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}
