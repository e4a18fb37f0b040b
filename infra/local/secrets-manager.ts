import { join } from 'node:path';
import { AwsError, type JsonService } from './aws-server.ts';
import { throughService } from './iam/key-calls.ts';
import { StoredJson } from './stored-json.ts';
import type { LocalTemplate } from './template.ts';

export interface LocalSecrets extends JsonService {
  /** Value by ARN or name, for tasks whose definition names a secret. */
  valueOf(id: string): string;
}

/**
 * Secrets Manager with the secrets of the template. `values` gives the value of a secret by the last part of its
 * name, such as `database`, or makes it where none is kept yet; one that gets none is there and has no value, as a
 * secret that nobody filled in.
 */
export function createSecretsManager(
  template: LocalTemplate,
  dataFolder: string,
  values: Record<string, string | (() => string)>,
): LocalSecrets {
  const stored = new StoredJson<{ name: string; value: string }>(join(dataFolder, 'secrets'));
  const byId = new Map<string, { arn: string; name: string; key: string | undefined }>();
  for (const { names, properties } of template.resources('AWS::SecretsManager::Secret')) {
    const arn = names.ref;
    const name = String(properties['Name'] ?? arn.split(':').at(-1));
    const secret = { arn, name, key: properties['KmsKeyId'] as string | undefined };
    byId.set(arn, secret).set(name, secret);
    const value = values[name.split('/').at(-1)!];
    if (value === undefined) stored.remove(name);
    else stored.write(name, { name, value: typeof value === 'string' ? value : (stored.read(name)?.value ?? value()) });
  }
  function find(id: string) {
    const secret = byId.get(id);
    if (!secret) throw new AwsError('ResourceNotFoundException', 'Secrets Manager can’t find the specified secret.');
    const value = stored.read(secret.name)?.value;
    if (value === undefined) {
      const message = 'Secrets Manager can’t find the specified secret value for staging label: AWSCURRENT';
      throw new AwsError('ResourceNotFoundException', message);
    }
    return { ...secret, value };
  }
  return {
    target: 'secretsmanager',
    contentType: 'application/x-amz-json-1.1',
    signedFor: 'secretsmanager',
    calls: {
      GetSecretValue(input) {
        const id = String(input['SecretId']);
        const secret = byId.get(id);
        return [
          { action: 'secretsmanager:GetSecretValue', resource: secret?.arn ?? id },
          ...throughService(template, 'secretsmanager', secret?.key, ['Decrypt'], { SecretARN: secret?.arn ?? id }),
        ];
      },
    },
    valueOf: (id) => find(id).value,
    operations: {
      GetSecretValue(input) {
        const { arn, name, value } = find(String(input['SecretId']));
        return { ARN: arn, Name: name, SecretString: value, VersionId: 'local', VersionStages: ['AWSCURRENT'] };
      },
    },
  };
}
