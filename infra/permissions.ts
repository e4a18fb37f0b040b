import type { FargateTaskDefinition, ICluster } from 'aws-cdk-lib/aws-ecs';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { Stack } from 'aws-cdk-lib';
import type { Program } from '#shared/contract/env.ts';
import { acknowledge } from './acknowledge.ts';

/** What programs may be allowed to use. */
export interface Resources {
  masterKey: IKey;
  storageKey: IKey;
  files: IBucket;
  keys: IBucket;
  secrets: { database: ISecret; anthropic: ISecret; resend: ISecret; sharing: ISecret; operators: ISecret };
  jobsQueue: IQueue;
  cluster: ICluster;
  browserTask: FargateTaskDefinition;
}

type Permission = (resources: Resources, grantee: Construct & IGrantable) => PolicyStatement[];

function may(actions: string[], resources: string[], conditions?: Record<string, unknown>): PolicyStatement {
  return new PolicyStatement({ actions, resources, ...(conditions ? { conditions } : {}) });
}

const readSecret =
  (name: keyof Resources['secrets']): Permission =>
  ({ secrets, storageKey }) => [
    may(['secretsmanager:GetSecretValue'], [secrets[name].secretArn]),
    may(['kms:Decrypt'], [storageKey.keyArn]),
  ];

const useDatabase = readSecret('database');
const useModel = readSecret('anthropic');
const sendMail = readSecret('resend');
const signShareLinks = readSecret('sharing');
const knowOperators = readSecret('operators');

/** What S3 asks of the bucket's key on the caller's behalf. */
const keyActions: Record<ObjectAction, string[]> = {
  's3:GetObject': ['kms:Decrypt'],
  's3:PutObject': ['kms:GenerateDataKey'],
};
type ObjectAction = 's3:GetObject' | 's3:PutObject';

const objects =
  (bucket: 'files' | 'keys', prefix: string, actions: ObjectAction[]): Permission =>
  (resources) => {
    const onKey = actions.flatMap((action) => keyActions[action]);
    return [
      may(actions, [resources[bucket].arnForObjects(`${prefix}*`)]),
      ...(onKey.length > 0 ? [may(onKey, [resources.storageKey.keyArn])] : []),
    ];
  };

const list =
  (bucket: 'files' | 'keys', prefix: string): Permission =>
  (resources) => [may(['s3:ListBucket'], [resources[bucket].bucketArn], { StringLike: { 's3:prefix': `${prefix}*` } })];

/**
 * Lets S3 say that an object is missing: without the right to list, the answer is 403 instead of 404. That check knows no
 * prefix, so a condition on it would never hold.
 */
const tellMissing =
  (bucket: 'files' | 'keys'): Permission =>
  (resources) => [may(['s3:ListBucket'], [resources[bucket].bucketArn])];

/** Deletes objects for good: every version of them, should the bucket keep versions. */
const erase =
  (bucket: 'files' | 'keys', prefix: string): Permission =>
  (resources) => [
    may(['s3:DeleteObjectVersion'], [resources[bucket].arnForObjects(`${prefix}*`)]),
    may(['s3:ListBucketVersions'], [resources[bucket].bucketArn], { StringLike: { 's3:prefix': `${prefix}*` } }),
  ];

/** Only under the context of one pair: a call that names none is refused. */
const ofOnePair = {
  'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['userId', 'platformId'] },
  Null: { 'kms:EncryptionContextKeys': 'false' },
};

const unwrapPairKeys: Permission = (resources, grantee) => [
  ...objects('keys', 'keys/', ['s3:GetObject'])(resources, grantee),
  ...tellMissing('keys')(resources, grantee),
  may(['kms:Decrypt'], [resources.masterKey.keyArn], ofOnePair),
];

/** Makes and deletes keys, and cannot open one again. */
const makePairKeys: Permission = (resources, grantee) => [
  ...objects('keys', 'keys/', ['s3:PutObject'])(resources, grantee),
  ...erase('keys', 'keys/')(resources, grantee),
  may(['kms:GenerateDataKey'], [resources.masterKey.keyArn], ofOnePair),
];

const tasksOf = ({ cluster }: Resources, scope: Construct) =>
  Stack.of(scope).formatArn({ service: 'ecs', resource: 'task', resourceName: `${cluster.clusterName}/*` });

/** Any revision of the one family: while a deployment goes on, functions still name the revision before. */
const browserTaskRevisions = ({ browserTask }: Resources, scope: Construct) =>
  Stack.of(scope).formatArn({ service: 'ecs', resource: 'task-definition', resourceName: `${browserTask.family}:*` });

const runBrowserTasks: Permission = (resources, grantee) => [
  may(['ecs:DescribeTasks', 'ecs:StopTask'], [tasksOf(resources, grantee)]),
  may(['ecs:RunTask'], [browserTaskRevisions(resources, grantee)], {
    ArnEquals: { 'ecs:cluster': resources.cluster.clusterArn },
  }),
  may(['ecs:TagResource'], [tasksOf(resources, grantee)], { StringEquals: { 'ecs:CreateAction': 'RunTask' } }),
  may(['iam:PassRole'], [resources.browserTask.obtainExecutionRole().roleArn], {
    StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
  }),
];

const askForJobs: Permission = ({ jobsQueue, storageKey }) => [
  may(['sqs:SendMessage'], [jobsQueue.queueArn]),
  may(['kms:GenerateDataKey', 'kms:Decrypt'], [storageKey.keyArn]),
];

/** Redaction by hand: reads a stored frame, puts the masked one beside it, erases the first. */
const remakeFrames: readonly Permission[] = [
  objects('files', 'assets/', ['s3:GetObject', 's3:PutObject']),
  tellMissing('files'),
  erase('files', 'assets/'),
];

/** What each program may do and no more (X2). The state machine's own right to its functions is given by CDK. */
const permissions: Record<Program, readonly Permission[]> = {
  accounts: [useDatabase],
  connections: [useDatabase, erase('keys', 'keys/')],
  jobs: [useDatabase, askForJobs],
  progress: [useDatabase],
  tutorials: [
    useDatabase,
    objects('files', 'assets/', ['s3:GetObject']),
    tellMissing('files'),
    erase('files', 'assets/'),
    erase('files', 'staging/'),
  ],
  marks: [useDatabase, ...remakeFrames],
  sharing: [useDatabase, signShareLinks],
  reports: [useDatabase, signShareLinks, sendMail],
  operators: [useDatabase, knowOperators, sendMail, ...remakeFrames],
  'report-clock': [useDatabase, sendMail],
  public: [useDatabase, signShareLinks, objects('files', 'assets/', ['s3:GetObject']), tellMissing('files')],
  dispatcher: [useDatabase, askForJobs],
  migrate: [useDatabase],
  retention: [
    useDatabase,
    askForJobs,
    sendMail,
    erase('keys', 'keys/'),
    erase('files', 'assets/'),
    erase('files', 'staging/'),
  ],
  gateway: [useDatabase, makePairKeys, runBrowserTasks],
  browser: [],
  authenticate: [useDatabase, unwrapPairKeys],
  plan: [useDatabase, useModel],
  capture: [
    useDatabase,
    useModel,
    unwrapPairKeys,
    objects('files', 'staging/', ['s3:PutObject']),
    erase('files', 'staging/'),
  ],
  redact: [
    useDatabase,
    objects('files', 'staging/', ['s3:GetObject']),
    objects('files', 'assets/', ['s3:PutObject']),
    erase('files', 'staging/'),
    erase('files', 'assets/'),
    list('files', 'assets/'),
  ],
  // These read what was captured from the tables alone.
  analyze: [useDatabase, useModel],
  generate: [useDatabase, useModel],
  review: [useDatabase, useModel],
  publish: [useDatabase],
  notify: [useDatabase, sendMail],
  approval: [useDatabase, sendMail],
  fail: [useDatabase, sendMail],
};

/** Gives a program's role its permissions. */
export function allow(grantee: Construct & IGrantable, program: Program, resources: Resources): void {
  for (const permission of permissions[program]) {
    for (const statement of permission(resources, grantee)) grantee.grantPrincipal.addToPrincipalPolicy(statement);
  }
  acknowledge(
    grantee,
    'AwsSolutions-IAM5',
    'Objects are limited by prefix, tasks by cluster and task definitions by family; ids are made at run time.',
  );
}
