import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { lazyClient } from './lazy-client.ts';

const secretsManager = lazyClient(() => new SecretsManagerClient({}));

const cached = new Map<string, Promise<string>>();

/** The secret's string, read once per process; a failed read is not kept. */
export function readSecret(arn: string): Promise<string> {
  const known = cached.get(arn);
  if (known) return known;
  const value = secretsManager()
    .send(new GetSecretValueCommand({ SecretId: arn }))
    .then((answer) => {
      if (!answer.SecretString) throw new Error('The secret has no string value');
      return answer.SecretString;
    });
  value.catch(() => cached.delete(arn));
  cached.set(arn, value);
  return value;
}
