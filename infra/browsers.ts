import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  CfnRoute,
  CfnVPCPeeringConnection,
  FlowLogDestination,
  FlowLogTrafficType,
  IpAddresses,
  Peer,
  Port,
  type PublicSubnet,
  SecurityGroup,
  type Subnet,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import {
  type CfnTaskDefinition,
  Capability,
  Cluster,
  type ContainerDefinition,
  ContainerInsights,
  ContainerImage,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  LinuxParameters,
  LogDrivers,
  OperatingSystemFamily,
  PropagatedTagSource,
} from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ListenerCertificate,
  Protocol,
  SslPolicy,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { EnvKey, Program } from '#shared/contract/env.ts';
import { browserTaskPort, gatewayPort } from '#shared/contract/stream.ts';
import { acknowledge } from './acknowledge.ts';
import { addressRanges, type Config } from './config.ts';
import { countLines } from './log-metrics.ts';
import { allow, type Resources } from './permissions.ts';
import { environmentOf, processOptions } from './product-function.ts';
import { productLog } from './product-log.ts';
import { productAlarm } from './product-alarm.ts';
import { builtFolder, processorOf } from './programs.ts';

const scratch = 'scratch';

/** A network of their own for browser tasks, which open foreign pages, and the gateway, the only door to them. */
export class Browsers extends Construct {
  readonly cluster: Cluster;
  readonly taskDefinition: FargateTaskDefinition;
  /** Values that programs need to start and reach browser tasks. */
  readonly environment: Partial<Record<EnvKey, string>>;
  private readonly config: Config;
  private readonly storageKey: IKey;
  private readonly network: Vpc;
  private readonly browserGroup: SecurityGroup;

  constructor(scope: Construct, id: string, config: Config, storageKey: IKey) {
    super(scope, id);
    this.config = config;
    this.storageKey = storageKey;
    this.network = new Vpc(this, 'Network', {
      ipAddresses: IpAddresses.cidr(addressRanges.browsers),
      availabilityZones: config.zones,
      // Public subnets without inbound rules instead of a NAT gateway, which costs more than all else before the first user.
      natGateways: 0,
      subnetConfiguration: [
        { name: 'tasks', subnetType: SubnetType.PUBLIC, cidrMask: 18 },
        // Apart from the tasks, which must never have a route to anything private.
        { name: 'gateway', subnetType: SubnetType.PUBLIC, cidrMask: 24 },
        { name: 'balancer', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
      ],
    });
    this.network.addFlowLog('FlowLog', {
      // What is let through would say who visited what, of which nothing is kept (D6).
      trafficType: FlowLogTrafficType.REJECT,
      destination: FlowLogDestination.toCloudWatchLogs(productLog(this, 'FlowLog', this.storageKey)),
    });
    this.cluster = new Cluster(this, 'Cluster', {
      vpc: this.network,
      clusterName: `stepify-${config.stage}-browsers`,
      containerInsightsV2: ContainerInsights.ENABLED,
    });
    this.browserGroup = new SecurityGroup(this, 'BrowserGroup', {
      vpc: this.network,
      description: 'Browser tasks: in from the gateway alone, out to the public web',
      allowAllOutbound: false,
    });
    this.browserGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'The web');
    this.browserGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(80), 'The web before it redirects');
    this.taskDefinition = this.task('browser', { cpu: 1024, memoryLimitMiB: 2048 });
    // A page can own its container, so there is nothing to own: no role, no secret.
    this.taskDefinition.node.tryRemoveChild('TaskRole');
    (this.taskDefinition.node.defaultChild as CfnTaskDefinition).taskRoleArn = undefined;
    this.taskDefinition.addVolume({ name: scratch });
    const browser = this.addContainer('browser', this.taskDefinition, browserTaskPort, {
      ALLOWED_DEVELOPMENT_HOSTS: config.allowedDevelopmentHosts.join(','),
      SESSION_LIMITS: JSON.stringify(config.sessions),
      // Whoever starts a task says how long it is to wait.
      WAIT_SECONDS: '90',
    });
    // All that can be written. Fargate has no tmpfs; what a session leaves there is little (its profile is in memory), is
    // encrypted, and goes with the task.
    browser.addMountPoints({ sourceVolume: scratch, containerPath: '/tmp', readOnly: false });
    this.environment = {
      BROWSER_CLUSTER_ARN: this.cluster.clusterArn,
      BROWSER_TASK_DEFINITION_ARN: this.taskDefinition.taskDefinitionArn,
      BROWSER_SUBNETS: this.network.selectSubnets({ subnetGroupName: 'tasks' }).subnetIds.join(','),
      BROWSER_SECURITY_GROUP: this.browserGroup.securityGroupId,
      ALLOWED_DEVELOPMENT_HOSTS: config.allowedDevelopmentHosts.join(','),
      SESSION_LIMITS: JSON.stringify(config.sessions),
    };
  }

  /**
   * The gateway service behind an internal balancer, which the distribution reaches through a VPC origin.
   * `databaseNetwork` is the network of a database that has no public address.
   */
  addGateway(
    environment: Partial<Record<EnvKey, string>>,
    resources: Resources,
    databaseNetwork: Vpc | undefined,
  ): { service: FargateService; balancer: ApplicationLoadBalancer } {
    if (databaseNetwork) this.connectGateway(databaseNetwork);
    const task = this.task('gateway', { cpu: 512, memoryLimitMiB: 1024 });
    this.addContainer('gateway', task, gatewayPort, environment);
    allow(task.taskRole, 'gateway', resources);
    const group = new SecurityGroup(this, 'GatewayGroup', {
      vpc: this.network,
      description: 'Gateway: in from the balancer, out to AWS, the database and browser tasks',
    });
    this.browserGroup.addIngressRule(group, Port.tcp(browserTaskPort), 'The gateway relays to browser tasks');
    const service = new FargateService(this, 'Gateway', {
      cluster: this.cluster,
      serviceName: `stepify-${this.config.stage}-gateway`,
      taskDefinition: task,
      propagateTags: PropagatedTagSource.SERVICE,
      desiredCount: 1,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
      assignPublicIp: true,
      securityGroups: [group],
      vpcSubnets: { subnetGroupName: 'gateway' },
    });
    const balancer = new ApplicationLoadBalancer(this, 'Balancer', {
      vpc: this.network,
      internetFacing: false,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      dropInvalidHeaderFields: true,
    });
    acknowledge(balancer, 'AwsSolutions-ELB2', 'Internal, behind the distribution; addresses of people are not kept.');
    const { gatewayCertificateArn } = this.config;
    const listener = balancer.addListener(
      'Listener',
      gatewayCertificateArn
        ? {
            protocol: ApplicationProtocol.HTTPS,
            port: 443,
            certificates: [ListenerCertificate.fromArn(gatewayCertificateArn)],
            sslPolicy: SslPolicy.RECOMMENDED_TLS,
            open: true,
          }
        : // One machine: the balancer is a function call there.
          { protocol: ApplicationProtocol.HTTP, port: 80, open: true },
    );
    const targets = listener.addTargets('Gateway', {
      // The gateway makes its certificate itself: a balancer does not ask for its issuer.
      protocol: ApplicationProtocol.HTTPS,
      port: gatewayPort,
      targets: [service],
      healthCheck: { path: '/healthz', protocol: Protocol.HTTPS },
    });
    productAlarm(this, 'GatewayAway', {
      config: this.config,
      name: 'gateway-away',
      says: 'no gateway answers: platforms cannot be connected and no walk can start',
      runbook: 'browsers',
      metric: targets.metrics.healthyHostCount({ period: Duration.minutes(1), statistic: Stats.MAXIMUM }),
      threshold: 1,
      periods: 3,
      below: true,
    });
    acknowledge(
      balancer,
      'AwsSolutions-EC23',
      'Internal balancer in isolated subnets; from inside the network the gateway asks for the same ticket.',
    );
    return { service, balancer };
  }

  /** A way between the gateway's subnets and the database's, and no others. */
  private connectGateway(databaseNetwork: Vpc): void {
    const peering = new CfnVPCPeeringConnection(this, 'DatabasePeering', {
      vpcId: this.network.vpcId,
      peerVpcId: databaseNetwork.vpcId,
    });
    const route = (id: string, subnet: Subnet, to: string) =>
      new CfnRoute(this, id, {
        routeTableId: subnet.routeTable.routeTableId,
        destinationCidrBlock: to,
        vpcPeeringConnectionId: peering.ref,
      });
    const gateways = this.network.selectSubnets({ subnetGroupName: 'gateway' }).subnets as PublicSubnet[];
    const databases = databaseNetwork.selectSubnets({ subnetGroupName: 'database' }).subnets as Subnet[];
    for (const [index, gateway] of gateways.entries()) {
      route(`ToDatabase${index}`, gateway, addressRanges.database);
      databases.forEach((subnet, at) => route(`FromDatabase${at}To${index}`, subnet, gateway.ipv4CidrBlock));
    }
  }

  private task(program: Program, size: { cpu: number; memoryLimitMiB: number }): FargateTaskDefinition {
    const task = new FargateTaskDefinition(this, `${program}-task`, {
      family: `stepify-${this.config.stage}-${program}`,
      ...size,
      runtimePlatform: {
        cpuArchitecture: this.isArm(program) ? CpuArchitecture.ARM64 : CpuArchitecture.X86_64,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
    });
    acknowledge(
      task,
      'AwsSolutions-IAM5',
      'The execution role pulls its image and writes its log; the token call of ECR takes no resource.',
    );
    acknowledge(
      task,
      'AwsSolutions-ECS2',
      'Values are ids and addresses of this deployment; secrets are read from the secret store.',
    );
    return task;
  }

  private isArm(program: Program): boolean {
    return processorOf(program, this.config.architecture) === 'arm64';
  }

  private addContainer(
    program: Program,
    task: FargateTaskDefinition,
    port: number,
    environment: Partial<Record<EnvKey, string>>,
  ): ContainerDefinition {
    const linuxParameters = new LinuxParameters(this, `${program}-linux`, { initProcessEnabled: true });
    linuxParameters.dropCapabilities(Capability.ALL);
    const logGroup = productLog(this, `${program}-log`, this.storageKey);
    countLines(program, this.config.stage, logGroup);
    return task.addContainer(program, {
      image: ContainerImage.fromAsset(builtFolder(program, this.config.architecture), {
        platform: this.isArm(program) ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64,
      }),
      user: 'node',
      privileged: false,
      readonlyRootFilesystem: true,
      linuxParameters,
      environment: {
        ...environmentOf(program, environment),
        ...processOptions(this.config),
        // Where the image keeps the certificates of AWS's own databases.
        ...(program === 'gateway' && this.config.database === 'aurora'
          ? { NODE_EXTRA_CA_CERTS: '/etc/ssl/aws-databases.pem' }
          : {}),
      },
      portMappings: [{ containerPort: port }],
      logging: LogDrivers.awsLogs({
        streamPrefix: program,
        logGroup,
      }),
    });
  }
}
