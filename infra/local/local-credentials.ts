import type { AccessKeys } from './iam/keyring.ts';
import { localRegion } from './physical-names.ts';

const services = ['S3', 'SQS', 'KMS', 'ECS', 'SFN', 'SECRETS_MANAGER'];

/** What AWS gives a program that has a role: keys of its own, and here also where the services are. */
export function roleEnvironment(endpoint: string, keys: AccessKeys): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    ...(keys.sessionToken && { AWS_SESSION_TOKEN: keys.sessionToken }),
    ...Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, endpoint])),
  };
}

export const regionEnvironment = { AWS_REGION: localRegion, AWS_DEFAULT_REGION: localRegion };
