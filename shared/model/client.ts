import Anthropic from '@anthropic-ai/sdk';
import { readSecret } from '../aws/secrets.ts';

/**
 * The vendor's client with the key from the secret store, made at the first request. Retries are ours, because a
 * malformed answer must be tried again like a rate limit; the SDK reads `ANTHROPIC_BASE_URL` by itself.
 */
export function modelClient(secretArn: string): () => Promise<Anthropic> {
  let client: Promise<Anthropic> | undefined;
  return () => {
    client ??= readSecret(secretArn).then((apiKey) => new Anthropic({ apiKey, maxRetries: 0, timeout: 60_000 }));
    client.catch(() => (client = undefined));
    return client;
  };
}
