import { connect } from 'node:tls';
import { DescribeTasksCommand, ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { browserTaskPort, gatewayPort } from '#shared/contract/stream.ts';
import type { LocalTemplate, Properties } from '../../infra/local/template.ts';
import { demoPlatform, newSignedUpPerson, product, templateOf } from '../support/journey.ts';
import { openStreamedBrowser } from '../support/person.ts';

const template: LocalTemplate = templateOf();
const properties = (type: string): [string, Properties][] =>
  template.resources(type).map((resource) => [resource.path, resource.properties]);
const isKeyOfOurs = (id: unknown) => template.find('AWS::KMS::Key', String(id)) !== undefined;

/** Whether a policy denies everything over plain HTTP to everybody. */
function refusesPlainHttp({ PolicyDocument }: Properties): boolean {
  return PolicyDocument.Statement.some(
    ({ Effect, Principal, Condition, Action }: Properties) =>
      Effect === 'Deny' &&
      Principal?.AWS === '*' &&
      /^(s3|sqs):\*$/.test(Action) &&
      Condition?.Bool?.['aws:SecureTransport'] === 'false',
  );
}

/** Which TLS somebody speaks there; undefined for nobody and for plain text. */
function protocolAt(host: string, port: number): Promise<string | null | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, rejectUnauthorized: false }, () => {
      resolve(socket.getProtocol());
      socket.destroy();
    });
    socket.on('error', () => resolve(undefined));
  });
}

/** The containers that run now, by name, each with its address. */
async function runningTasks(): Promise<{ name: string; address: string }[]> {
  const ecs = new ECSClient({ endpoint: product.awsUrl, region: 'ap-southeast-1', credentials: product.ownerKeys });
  const cluster = 'stepify-local-browsers';
  const { taskArns } = await ecs.send(new ListTasksCommand({ cluster }));
  const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
  ecs.destroy();
  return tasks!
    .filter(({ lastStatus }) => lastStatus === 'RUNNING')
    .map(({ containers, attachments }) => ({
      name: containers![0]!.name!,
      address: attachments![0]!.details!.find((one) => one.name === 'privateIPv4Address')!.value!,
    }));
}

describe('X1: at rest', () => {
  test('X1: every bucket is encrypted, what users make with our own key', () => {
    const buckets = properties('AWS::S3::Bucket');
    expect(buckets.length).toBeGreaterThan(2);
    const rules = buckets.map(([path, bucket]) => {
      const [rule] = bucket['BucketEncryption'].ServerSideEncryptionConfiguration;
      return [path, rule.ServerSideEncryptionByDefault] as [string, Properties];
    });
    for (const [path, rule] of rules) {
      expect([path, rule['SSEAlgorithm']]).toEqual([path, expect.stringMatching(/^(aws:kms|AES256)$/)]);
    }
    // What anybody may load and the access logs are encrypted with S3's key, everything else with ours.
    const others = rules.filter(([, rule]) => !isKeyOfOurs(rule['KMSMasterKeyID'])).map(([path]) => path);
    expect(others.filter((path) => !/Website|AccessLogs/.test(path))).toEqual([]);
    expect(rules.length - others.length).toBeGreaterThanOrEqual(2);
  });

  test('X1: every queue and every secret is encrypted with our own key, which turns by itself', () => {
    const queues = properties('AWS::SQS::Queue').map(([path, queue]) => [path, isKeyOfOurs(queue['KmsMasterKeyId'])]);
    const secrets = properties('AWS::SecretsManager::Secret').map(([path, one]) => [
      path,
      isKeyOfOurs(one['KmsKeyId']),
    ]);
    const topics = properties('AWS::SNS::Topic').map(([path, one]) => [path, isKeyOfOurs(one['KmsMasterKeyId'])]);
    expect([...queues, ...secrets].length).toBeGreaterThan(4);
    for (const [path, ours] of [...queues, ...secrets, ...topics]) expect([path, ours]).toEqual([path, true]);
    for (const [path, key] of properties('AWS::KMS::Key'))
      expect([path, key['EnableKeyRotation']]).toEqual([path, true]);
  });
});

describe('X1: on the way', () => {
  test('X1: every bucket and queue refuses plain HTTP to everybody', () => {
    const policies = [...properties('AWS::S3::BucketPolicy'), ...properties('AWS::SQS::QueuePolicy')];
    const guarded = policies.filter(([, policy]) => refusesPlainHttp(policy));
    const covered = guarded.flatMap(([, { Bucket, Queues }]) => [Bucket, ...(Queues ?? [])]);
    for (const type of ['AWS::S3::Bucket', 'AWS::SQS::Queue']) {
      for (const { path, names } of template.resources(type)) {
        expect([path, covered.includes(names.ref)]).toEqual([path, true]);
      }
    }
  });

  test('X1: the one published address sends browsers to HTTPS, speaks TLS 1.2 at least, and its API is dialled by TLS', () => {
    const [[, { DistributionConfig: config }]] = properties('AWS::CloudFront::Distribution') as [[string, Properties]];
    const behaviors = [config.DefaultCacheBehavior, ...config.CacheBehaviors];
    expect(behaviors.length).toBeGreaterThan(3);
    for (const { ViewerProtocolPolicy } of behaviors) expect(ViewerProtocolPolicy).toBe('redirect-to-https');
    const api = config.Origins.find(({ DomainName }: Properties) => String(DomainName).includes('.execute-api.'));
    expect(api.CustomOriginConfig).toMatchObject({
      OriginProtocolPolicy: 'https-only',
      OriginSSLProtocols: ['TLSv1.2'],
    });
    // The gateway's balancer has no public address: the distribution reaches it inside the network.
    const balancers = properties('AWS::ElasticLoadBalancingV2::LoadBalancer');
    expect(balancers.map(([, { Scheme }]) => Scheme)).toEqual(['internal']);
    for (const [, { Protocol, HealthCheckProtocol }] of properties('AWS::ElasticLoadBalancingV2::TargetGroup')) {
      expect([Protocol, HealthCheckProtocol]).toEqual(['HTTPS', 'HTTPS']);
    }
  });

  test('X1: the gateway and the browsers answer by TLS alone', async () => {
    const { page } = await newSignedUpPerson();
    await openStreamedBrowser(page, product.url, demoPlatform);
    const ports = { gateway: gatewayPort, browser: browserTaskPort } as Record<string, number>;
    const seen = new Set<string>();
    for (const { name, address } of await runningTasks()) {
      seen.add(name);
      expect([name, await protocolAt(address, ports[name]!)]).toEqual([name, 'TLSv1.3']);
      await expect(fetch(`http://${address}:${ports[name]}/healthz`)).rejects.toThrow('fetch failed');
    }
    expect(seen).toEqual(new Set(['gateway', 'browser']));
    await page.context().close();
  });

  test('X1: browsers are told to come by HTTPS alone, on pages and on the API', async () => {
    for (const path of ['/', '/api/accounts/me']) {
      const { headers } = await fetch(`${product.url}${path}`);
      expect(headers.get('strict-transport-security')).toMatch(/max-age=\d{8,}; includeSubDomains/);
    }
  });
});
