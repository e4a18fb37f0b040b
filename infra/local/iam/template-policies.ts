import { localAccount } from '../physical-names.ts';
import type { LocalTemplate, TemplateResource } from '../template.ts';
import { readPolicy, type PolicyDocument, type Statement } from './policy.ts';

export interface TemplatePolicies {
  /** Statements of each role, by its ARN. */
  roles: Map<string, Statement[]>;
  /** Statements of the policies of buckets, keys, queues and functions, by the resource's ARN. */
  resources: Map<string, Statement[]>;
  /** Names of the programs that run with a role here, by the role's ARN. */
  holders: Map<string, string>;
}

const logActions = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const networkActions = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** What AWS's own policies allow, as far as the stack attaches them. */
const managedPolicies: Record<string, string[]> = {
  'service-role/AWSLambdaBasicExecutionRole': logActions,
  'service-role/AWSLambdaVPCAccessExecutionRole': [...logActions, ...networkActions],
  'service-role/AmazonAPIGatewayPushToCloudWatchLogs': logActions,
};

/** Reads every policy of the template. Throws on what the local run could not evaluate. */
export function readPolicies(template: LocalTemplate): TemplatePolicies {
  const roles = new Map<string, Statement[]>();
  const byName = new Map<string, string>();
  for (const { path, names, properties } of template.resources('AWS::IAM::Role')) {
    const arn = names.attributes['Arn']!;
    byName.set(names.ref, arn);
    const inline = (properties['Policies'] ?? []) as { PolicyDocument: PolicyDocument }[];
    const managed = (properties['ManagedPolicyArns'] ?? []) as string[];
    roles.set(arn, [
      ...managed.flatMap((policy) => readManagedPolicy(path, policy)),
      ...inline.flatMap((policy) => readPolicy(path, policy.PolicyDocument)),
    ]);
  }
  for (const type of ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']) {
    for (const { path, properties } of template.resources(type)) {
      const statements = readPolicy(path, properties['PolicyDocument']);
      // Copies, because usage is counted for each role apart.
      for (const role of properties['Roles'] ?? []) {
        roles.get(byName.get(role) ?? '')?.push(...statements.map((statement) => ({ ...statement })));
      }
    }
  }
  return { roles, resources: readResourcePolicies(template), holders: readHolders(template) };
}

function readManagedPolicy(path: string, arn: string): Statement[] {
  const actions = managedPolicies[arn.replace(/^arn:aws:iam::aws:policy\//, '')];
  if (!actions) throw new Error(`${path}: the local run does not know what ${arn} allows`);
  return readPolicy(path, {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: actions, Resource: '*' },
  });
}

function readResourcePolicies(template: LocalTemplate): Map<string, Statement[]> {
  const found = new Map<string, Statement[]>();
  const add = (arn: string, statements: Statement[]) => found.set(arn, [...(found.get(arn) ?? []), ...statements]);
  const arnOf = (type: string, name: string) => template.find(type, name)?.names.attributes['Arn'] ?? name;
  for (const { path, names, properties } of template.resources('AWS::KMS::Key')) {
    // Without a policy of its own a key takes the default one, which leaves it to the account's policies.
    add(names.attributes['Arn']!, readPolicy(path, properties['KeyPolicy'] ?? defaultKeyPolicy));
  }
  for (const { path, properties } of template.resources('AWS::S3::BucketPolicy')) {
    add(arnOf('AWS::S3::Bucket', properties['Bucket']), readPolicy(path, properties['PolicyDocument']));
  }
  for (const { path, properties } of template.resources('AWS::SQS::QueuePolicy')) {
    const statements = readPolicy(path, properties['PolicyDocument']);
    for (const queue of properties['Queues']) add(arnOf('AWS::SQS::Queue', queue), statements);
  }
  for (const permission of template.resources('AWS::Lambda::Permission')) {
    add(arnOf('AWS::Lambda::Function', permission.properties['FunctionName']), readPermission(permission));
  }
  return found;
}

const defaultKeyPolicy: PolicyDocument = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Action: 'kms:*',
    Resource: '*',
    Principal: { AWS: `arn:aws:iam::${localAccount}:root` },
  },
};

function readPermission({ path, properties }: TemplateResource): Statement[] {
  const source = properties['SourceArn'];
  const statement = {
    Effect: 'Allow',
    Action: properties['Action'],
    Resource: '*',
    Principal: { Service: properties['Principal'] },
    ...(source && { Condition: { ArnLike: { 'aws:SourceArn': source } } }),
  };
  return readPolicy(path, { Version: '2012-10-17', Statement: statement });
}

function readHolders(template: LocalTemplate): Map<string, string> {
  const holders = new Map<string, string>();
  const put = (role: string | undefined, name: string) => {
    if (role) holders.set(role, name);
  };
  for (const { properties } of template.resources('AWS::Lambda::Function')) {
    if (properties['FunctionName']) put(properties['Role'], programName(properties['FunctionName']));
  }
  for (const { properties } of template.resources('AWS::ECS::TaskDefinition')) {
    const name = programName(properties['Family']);
    put(properties['TaskRoleArn'], name);
    put(properties['ExecutionRoleArn'], `${name} execution`);
  }
  for (const { properties, names } of template.resources('AWS::StepFunctions::StateMachine')) {
    put(properties['RoleArn'], programName(names.attributes['Name'] ?? names.ref));
  }
  return holders;
}

/** `stepify-<stage>-<program>` without what every name starts with. */
const programName = (name: string) => name.replace(/^stepify-[^-]+-/, '');
