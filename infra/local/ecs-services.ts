import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalEcs } from './ecs.ts';
import type { Task } from './ecs-task.ts';
import { anyIssuer } from './gateway-origin.ts';
import type { LocalTemplate, TemplateResource } from './template.ts';

/** Where a balancer sends requests, and whether it speaks TLS there. */
export interface Target {
  host: string;
  port: number;
  tls: boolean;
}

export interface LocalServices {
  /** A running, healthy task behind a load balancer's domain, or nothing. */
  target(loadBalancerDomain: string): Target | undefined;
  isLoadBalancer(domain: string): boolean;
  /** Whether every service has had a healthy task within the time given. */
  healthy(withinMs: number): Promise<boolean>;
  stop(): void;
}

interface Service {
  resource: TemplateResource;
  tasks: Set<Task>;
}

const checkMs = 250;

/** Keeps as many tasks of each service running as it wants, and knows which of them answer their health check. */
export function startServices(template: LocalTemplate, ecs: LocalEcs): LocalServices {
  const healthyTasks = new Set<Task>();
  const stopping = new AbortController();
  const services = template.resources('AWS::ECS::Service').map((resource): Service => ({ resource, tasks: new Set() }));
  for (const service of services) {
    const count = Number(service.resource.properties['DesiredCount'] ?? 1);
    for (let index = 0; index < count; index++) void keepOne(service);
  }

  async function keepOne(service: Service) {
    const { properties, names } = service.resource;
    const definition = template.find('AWS::ECS::TaskDefinition', properties['TaskDefinition']);
    const cluster = template.find('AWS::ECS::Cluster', properties['Cluster']);
    if (!definition || !cluster) throw new Error(`${names.ref}: its task definition or cluster is not in the template`);
    for (let pause = 500; !stopping.signal.aborted; pause = Math.min(pause * 2, 30_000)) {
      const started = Date.now();
      const task = ecs.run({
        clusterArn: cluster.names.attributes['Arn']!,
        definition,
        overrides: {},
        group: `service:${names.attributes['Name']}`,
        startedBy: names.ref,
      });
      service.tasks.add(task);
      void watch(service, task);
      await task.stopped;
      service.tasks.delete(task);
      healthyTasks.delete(task);
      // One that ran for a while and ended is replaced soon; one that cannot start is tried less and less often.
      if (Date.now() - started > 30_000) pause = 500;
      if (!stopping.signal.aborted) await sleep(pause);
    }
  }

  async function watch(service: Service, task: Task) {
    const { path, port, tls } = healthCheck(template, service.resource);
    while (task.lastStatus !== 'STOPPED' && !stopping.signal.aborted) {
      const well = task.lastStatus === 'RUNNING' && (await answers({ host: task.address, port, tls }, path));
      if (well) healthyTasks.add(task);
      else healthyTasks.delete(task);
      await sleep(well ? 5000 : checkMs);
    }
  }

  return {
    target(domain) {
      const service = services.find(({ resource }) => balancerDomains(template, resource).includes(domain));
      const task = [...(service?.tasks ?? [])].find((one) => healthyTasks.has(one));
      if (!service || !task) return undefined;
      const { port, tls } = healthCheck(template, service.resource);
      return { host: task.address, port, tls };
    },
    isLoadBalancer: (domain) =>
      template
        .resources('AWS::ElasticLoadBalancingV2::LoadBalancer')
        .some(({ names }) => names.attributes['DNSName'] === domain),
    async healthy(withinMs) {
      for (const end = Date.now() + withinMs; Date.now() < end; await sleep(50)) {
        if (services.every(({ tasks }) => [...tasks].some((task) => healthyTasks.has(task)))) return true;
      }
      return services.length === 0;
    },
    stop: () => stopping.abort(),
  };
}

function healthCheck(template: LocalTemplate, service: TemplateResource): Omit<Target, 'host'> & { path: string } {
  const [balanced] = service.properties['LoadBalancers'] ?? [];
  const group = template.find('AWS::ElasticLoadBalancingV2::TargetGroup', balanced?.TargetGroupArn);
  return {
    path: group?.properties['HealthCheckPath'] ?? '/',
    port: Number(balanced?.ContainerPort ?? 80),
    tls: group?.properties['Protocol'] === 'HTTPS',
  };
}

/** Domains of the load balancers that forward to a service. */
function balancerDomains(template: LocalTemplate, service: TemplateResource): string[] {
  const groups = (service.properties['LoadBalancers'] ?? []).map(
    (one: { TargetGroupArn: string }) => one.TargetGroupArn,
  );
  return template
    .resources('AWS::ElasticLoadBalancingV2::Listener')
    .filter(({ properties }) =>
      properties['DefaultActions'].some((action: { TargetGroupArn?: string }) =>
        groups.includes(action.TargetGroupArn),
      ),
    )
    .flatMap(
      ({ properties }) =>
        template.find('AWS::ElasticLoadBalancingV2::LoadBalancer', properties['LoadBalancerArn']) ?? [],
    )
    .map(({ names }) => names.attributes['DNSName']!);
}

function answers({ host, port, tls }: Target, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asking = (tls ? httpsRequest : httpRequest)(
      { host, port, path, ...anyIssuer, timeout: 2000, agent: false },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    asking.on('timeout', () => asking.destroy());
    asking.on('error', () => resolve(false));
    asking.end();
  });
}
