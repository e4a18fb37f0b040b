import type { IncomingMessage } from 'node:http';
import { localRegion } from './physical-names.ts';

/** Made up and worth nothing outside this machine. */
export const localAccessKeyId = 'LOCALRUNACCESSKEY000';
const localSecretKey = 'local-run-secret-key-that-opens-nothing';

const services = ['S3', 'SQS', 'KMS', 'ECS', 'SFN', 'SECRETS_MANAGER'];

/** What AWS gives a program that has a role: keys, and here also where the services are. */
export function roleEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: localAccessKeyId,
    AWS_SECRET_ACCESS_KEY: localSecretKey,
    ...Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, endpoint])),
  };
}

export const regionEnvironment = { AWS_REGION: localRegion, AWS_DEFAULT_REGION: localRegion };

/** Whether a request was signed with the keys that programs with a role get. */
export function isSigned(request: IncomingMessage): boolean {
  const header = request.headers.authorization ?? '';
  return (
    header.startsWith(`AWS4-HMAC-SHA256 Credential=${localAccessKeyId}/`) && /Signature=[0-9a-f]{64}$/.test(header)
  );
}
