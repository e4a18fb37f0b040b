import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';

import { databaseDump, journey, product, recordedModelRequests, templateOf } from '../support/journey.ts';
import { filesWith, processesWith } from '../support/search-bytes.ts';

const template = templateOf();

/** Values of the running product's secrets; of a connection string its password. */
async function secretValues(): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  for (const { names, properties } of template.resources('AWS::SecretsManager::Secret')) {
    const { SecretString } = await new SecretsManagerClient().send(new GetSecretValueCommand({ SecretId: names.ref }));
    const password = URL.parse(SecretString!)?.password;
    values.set(String(properties['Name']), password || SecretString!);
  }
  return values;
}

test('X3: the values of the secrets are in no template, bundle, log, history, queue, table, file of a user or process argument', async () => {
  await journey();
  const values = await secretValues();
  expect([...values.keys()].map((name) => name.split('/').at(-1))).toEqual(
    expect.arrayContaining(['anthropic', 'database', 'resend', 'stripe']),
  );
  const folders = ['cdk.out', 'logs', 'executions', 'sqs', 's3', 'outbox', 'demo-platform'].map((name) =>
    join(product.dataFolder, name),
  );
  const dump = await databaseDump();
  for (const [name, value] of values) {
    expect([name, value.length >= 12]).toEqual([name, true]);
    expect([name, filesWith(value, folders)]).toEqual([name, []]);
    expect([name, dump.includes(value)]).toEqual([name, false]);
    expect([name, processesWith(value)]).toEqual([name, []]);
  }
  // The model's own key goes to the model alone.
  const others = [...values].filter(([name]) => !name.endsWith('/anthropic')).map(([, value]) => value);
  const requests = await recordedModelRequests();
  expect(requests.filter((request) => others.some((value) => request.includes(value)))).toEqual([]);
});

test('X3: programs are given where a secret is and never what it is', () => {
  const given = [
    ...template.resources('AWS::Lambda::Function').map(({ properties }) => properties['Environment']?.Variables ?? {}),
    ...template
      .resources('AWS::ECS::TaskDefinition')
      .flatMap(({ properties }) => properties['ContainerDefinitions'])
      .map(({ Environment }) =>
        Object.fromEntries((Environment ?? []).map((one: { Name: string; Value: string }) => [one.Name, one.Value])),
      ),
  ] as Record<string, string>[];
  expect(given.length).toBeGreaterThan(15);
  for (const [key, value] of given.flatMap((variables) => Object.entries(variables))) {
    if (!/SECRET|KEY|PASSWORD|TOKEN/.test(key) || key.endsWith('_BUCKET')) continue;
    expect([key, value]).toEqual([key, expect.stringMatching(/^arn:aws:(secretsmanager|kms):/)]);
  }
  for (const { properties } of template.resources('AWS::SecretsManager::Secret')) {
    expect(properties).not.toHaveProperty('SecretString');
  }
});

/** Shapes of real keys: Anthropic, Stripe, Resend, AWS, private keys, connection strings with a password. */
const keyShapes =
  /sk-ant-[\w-]{20}|[sr]k_live_\w{16}|whsec_\w{24}|\bre_[A-Za-z0-9]{8}_[A-Za-z0-9]{20}|\bAKIA[A-Z2-7]{16}\b|BEGIN [A-Z ]*PRIVATE KEY|postgres(?:ql)?:\/\/\w+:[^@\s$`'"{]+@/;

test('X3: the code holds nothing in the shape of a key', () => {
  expect(keyShapes.test('AKIAABCDEFGHIJKLMNOP')).toBe(true);
  expect(keyShapes.test('postgres://stepify:letmein@db.example.com/stepify')).toBe(true);
  const root = join(import.meta.dirname, '../..');
  const found = ['functions', 'containers', 'shared', 'infra', 'web'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|tsx|js|json|html|css|sh|yml)$|Dockerfile$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => keyShapes.test(readFileSync(path, 'utf8'))),
  );
  expect(found).toEqual([]);
});
