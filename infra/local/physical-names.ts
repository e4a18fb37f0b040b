import { createHash } from 'node:crypto';

/** Account and region of everything on one machine; the account is one that AWS never gives out. */
export const localAccount = '000000000000';
export const localRegion = 'ap-southeast-1';

export interface NamedResource {
  stack: string;
  logicalId: string;
  type: string;
}

export interface PhysicalNames {
  /** What `Ref` gives. */
  ref: string;
  /** What `Fn::GetAtt` gives, by attribute. */
  attributes: Record<string, string>;
}

type Property = (name: string) => string | undefined;
type Namer = (names: {
  id: string;
  hash: string;
  name: string;
  property: Property;
  queueOrigin: string;
}) => PhysicalNames;

function arn(service: string, rest: string, region = localRegion, account = localAccount) {
  return `arn:aws:${service}:${region}:${account}:${rest}`;
}

function withArn(ref: string, resourceArn: string, more: Record<string, string> = {}): PhysicalNames {
  return { ref, attributes: { Arn: resourceArn, ...more } };
}

/** How AWS names each kind of resource that others in the template refer to. */
const namers: Record<string, Namer> = {
  'AWS::S3::Bucket': ({ id, property }) => {
    const name =
      property('BucketName') ??
      id
        .toLowerCase()
        .slice(-63)
        .replace(/^[^a-z0-9]+/, '');
    const domain = `${name}.s3.${localRegion}.amazonaws.com`;
    return withArn(name, `arn:aws:s3:::${name}`, {
      RegionalDomainName: domain,
      DomainName: `${name}.s3.amazonaws.com`,
    });
  },
  'AWS::SQS::Queue': ({ name, property, queueOrigin }) => {
    const queue = property('QueueName') ?? name;
    return withArn(`${queueOrigin}/${localAccount}/${queue}`, arn('sqs', queue), { QueueName: queue });
  },
  'AWS::KMS::Key': ({ hash }) => {
    const key = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
    return withArn(key, arn('kms', `key/${key}`), { KeyId: key });
  },
  'AWS::SecretsManager::Secret': ({ name, hash, property }) => {
    const secret = arn('secretsmanager', `secret:${property('Name') ?? name}-${hash.slice(0, 6)}`);
    return withArn(secret, secret, { Id: secret });
  },
  'AWS::Lambda::Function': ({ name, property }) => {
    const fn = property('FunctionName') ?? name;
    return withArn(fn, arn('lambda', `function:${fn}`));
  },
  'AWS::Lambda::Version': ({ property }) => {
    const fn = property('FunctionName') ?? 'unknown';
    return { ref: `${fn.startsWith('arn:') ? fn : arn('lambda', `function:${fn}`)}:1`, attributes: { Version: '1' } };
  },
  'AWS::StepFunctions::StateMachine': ({ name, property }) => {
    const machine = property('StateMachineName') ?? name;
    return withArn(arn('states', `stateMachine:${machine}`), arn('states', `stateMachine:${machine}`), {
      Name: machine,
    });
  },
  'AWS::ECS::Cluster': ({ name, property }) => {
    const cluster = property('ClusterName') ?? name;
    return withArn(cluster, arn('ecs', `cluster/${cluster}`));
  },
  'AWS::ECS::TaskDefinition': ({ name, property }) => {
    const definition = arn('ecs', `task-definition/${property('Family') ?? name}:1`);
    return { ref: definition, attributes: { TaskDefinitionArn: definition } };
  },
  'AWS::ECS::Service': ({ name, property }) => {
    const service = property('ServiceName') ?? name;
    return {
      ref: arn('ecs', `service/${service}`),
      attributes: { Name: service, ServiceArn: arn('ecs', `service/${service}`) },
    };
  },
  'AWS::ApiGateway::RestApi': ({ hash }) => ({
    ref: hash.slice(0, 10),
    attributes: { RestApiId: hash.slice(0, 10), RootResourceId: `${hash.slice(0, 9)}r` },
  }),
  'AWS::ApiGateway::Stage': ({ name, property }) => ({ ref: property('StageName') ?? name, attributes: {} }),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ({ hash }) => {
    const balancer = arn('elasticloadbalancing', `loadbalancer/app/${hash.slice(0, 12)}`);
    const domain = `internal-${hash.slice(0, 12)}.${localRegion}.elb.amazonaws.com`;
    return withArn(balancer, balancer, { LoadBalancerArn: balancer, DNSName: domain });
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': ({ hash }) => {
    const group = arn('elasticloadbalancing', `targetgroup/${hash.slice(0, 12)}`);
    return withArn(group, group, { TargetGroupArn: group });
  },
  'AWS::CloudFront::Distribution': ({ hash }) => ({
    ref: `E${hash.slice(0, 12).toUpperCase()}`,
    attributes: { Id: `E${hash.slice(0, 12).toUpperCase()}`, DomainName: `d${hash.slice(0, 13)}.cloudfront.net` },
  }),
  'AWS::CloudFront::Function': ({ name, property }) => {
    const edge = `arn:aws:cloudfront::${localAccount}:function/${property('Name') ?? name}`;
    return { ref: edge, attributes: { FunctionARN: edge } };
  },
  'AWS::IAM::Role': ({ name, property }) => {
    const role = property('RoleName') ?? name;
    return withArn(role, `arn:aws:iam::${localAccount}:role/${role}`);
  },
  'AWS::EC2::VPC': ({ hash }) => ({
    ref: `vpc-${hash.slice(0, 17)}`,
    attributes: { VpcId: `vpc-${hash.slice(0, 17)}` },
  }),
  'AWS::EC2::Subnet': ({ hash }) => ({
    ref: `subnet-${hash.slice(0, 17)}`,
    attributes: { SubnetId: `subnet-${hash.slice(0, 17)}` },
  }),
  'AWS::EC2::SecurityGroup': ({ hash }) => ({
    ref: `sg-${hash.slice(0, 17)}`,
    attributes: { GroupId: `sg-${hash.slice(0, 17)}` },
  }),
};

/** The same resource has the same names at every start, so that what is on disk stays its own. */
export function physicalNames(resource: NamedResource, property: Property, queueOrigin: string): PhysicalNames {
  const id = `${resource.stack}-${resource.logicalId}`;
  const hash = createHash('sha256').update(id).digest('hex');
  const name = id.length > 64 ? `${id.slice(0, 51)}-${hash.slice(0, 12)}` : id;
  const namer = namers[resource.type];
  if (namer) return namer({ id, hash, name, property, queueOrigin });
  const service = resource.type.split('::')[1]?.toLowerCase() ?? 'unknown';
  return withArn(name, arn(service, name), { Id: name });
}
