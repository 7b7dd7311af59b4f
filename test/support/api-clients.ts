import {
  ApiException,
  AppsV1Api,
  AutoscalingV1Api,
  CoreV1Api,
  Exec,
  KubeConfig,
  Log,
  PolicyV1Api,
  Watch,
} from '@kubernetes/client-node';
import type { V1Deployment, V1Pod, V1Status } from '@kubernetes/client-node';
import { createCluster, type Cluster } from '../../src/engine/index.ts';
import { openApiDoor, type ApiDoor } from '../../src/headless/api/api-door.ts';
import { kubeconfigText } from '../../src/headless/api/kubeconfig.ts';

/** A held cluster behind the API door, and Kubernetes's own JavaScript client to it. */
export interface ApiClients {
  cluster: Cluster;
  door: ApiDoor;
  config: KubeConfig;
  core: CoreV1Api;
  apps: AppsV1Api;
  autoscaling: AutoscalingV1Api;
  policy: PolicyV1Api;
  watch: Watch;
  exec: Exec;
  log: Log;
  /** Lets virtual time pass through the door's own endpoint. */
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a door to a fresh cluster on a free port; its time stands still until it is advanced. */
export async function openClients(): Promise<ApiClients> {
  const cluster = createCluster({ freeze: true });
  const door = await openApiDoor(cluster, 0, 0);
  const config = new KubeConfig();
  config.loadFromString(kubeconfigText(door.url));
  return {
    cluster,
    door,
    config,
    core: config.makeApiClient(CoreV1Api),
    apps: config.makeApiClient(AppsV1Api),
    autoscaling: config.makeApiClient(AutoscalingV1Api),
    policy: config.makeApiClient(PolicyV1Api),
    watch: new Watch(config),
    exec: new Exec(config),
    log: new Log(config),
    advance: async (ms) => {
      const response = await fetch(`${door.url}/podground/advance?ms=${ms}`, { method: 'POST' });
      if (!response.ok) throw new Error(await response.text());
    },
    close: () => door.close(),
  };
}

/** What a request was refused with; throws when it was not. */
export async function refusal(request: Promise<unknown>): Promise<V1Status> {
  try {
    await request;
  } catch (error) {
    if (error instanceof ApiException) return JSON.parse(error.body as string) as V1Status;
    throw error;
  }
  throw new Error('the request was not refused');
}

/** Longer than any machine takes, ms; less than a test may. */
const PATIENCE_MS = 40_000;

/** Waits, a turn of the loop at a time, until what clients were told makes it true. */
export async function until(isTrue: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    if (isTrue()) return;
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
  throw new Error('it never came true');
}

export function pod(name: string, labels: Record<string, string> = {}): V1Pod {
  return {
    metadata: { name, labels },
    spec: { containers: [{ name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }] },
  };
}

export function deployment(name: string, replicas: number): V1Deployment {
  const labels = { app: name };
  return {
    metadata: { name, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } },
    },
  };
}
