import process from 'node:process';
import { createCluster } from '../../engine/index.ts';
import { openApiDoor } from './api-door.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { openNodePorts } from './node-ports.ts';
import { readApiOptions, type ApiOptions } from './options.ts';

const HELP = `The Kubernetes API of a simulated cluster, for kubectl and other clients.

  npm run api -- [--port 8001] [--nodes 3] [--speed 1] [--seed N] [--no-node-ports]

Serves it on 127.0.0.1 and writes a kubeconfig below .podground/. Ctrl-C ends it.

  --port N          the port; 0 for any that is free
  --nodes N         worker nodes, node-1 to node-N; default 3
  --speed N         seconds of the cluster in a second; 0 holds time, so that only
                    POST /podground/advance?ms=N lets it pass
  --seed N          the same seed gives the same names; default 1
  --no-node-ports   leave the cluster's NodePorts closed on this machine
`;

const MISUSED = 2;

async function serve(options: ApiOptions): Promise<void> {
  // Clients compute ages by the clock of this machine.
  const startTime = Math.floor(Date.now() / 1000) * 1000;
  const cluster = createCluster({ seed: options.seed, nodes: options.nodes, startTime });
  const door = await openApiDoor(cluster, options.port, options.speed);
  const warn = (text: string): void => {
    process.stderr.write(`${text}\n`);
  };
  const closeNodePorts = options.nodePorts ? openNodePorts(cluster, door.pace, warn) : undefined;
  const kubeconfig = writeKubeconfig(door.url);
  process.stdout.write(`Kubernetes API on ${door.url}, kubeconfig in ${kubeconfig}\n\n`);
  process.stdout.write(`  export KUBECONFIG=${kubeconfig}\n  kubectl get nodes\n\nCtrl-C ends it.\n`);
  const end = (): void => {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
    closeNodePorts?.();
    void door.close();
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

function failureText(error: unknown, port: number): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `port ${port} is taken on this machine: choose another with --port, or 0 for any`;
  return message;
}

const options = readApiOptions(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`${options}\n\n${HELP}`);
  process.exitCode = MISUSED;
} else if (options.help) process.stdout.write(HELP);
else {
  try {
    await serve(options);
  } catch (error) {
    process.stderr.write(`${failureText(error, options.port)}\n`);
    process.exitCode = 1;
  }
}
