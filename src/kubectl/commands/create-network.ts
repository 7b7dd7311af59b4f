import { isDNS1123Subdomain } from '../../engine/index.ts';
import type { CommandGroup } from '../command.ts';
import { generator, type MadeObject } from '../create-generator.ts';
import { KubectlError } from '../errors.ts';
import { intFlag, stringArrayFlag, stringFlag, stringsFlag } from '../flags.ts';

interface TcpPort {
  name: string;
  protocol: 'TCP';
  port: number;
  targetPort: number | string;
  nodePort?: number;
}

function portNumber(text: string): number | undefined {
  return /^\d+$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined;
}

/** `80`, `80:8080` or `80:http` (create_service.go, parsePorts). */
function parsePort(text: string): TcpPort {
  const [first = '', second] = text.split(':');
  const port = portNumber(first);
  if (port === undefined) throw new KubectlError(`strconv.ParseUint: parsing "${first}": invalid syntax`);
  const target = second === undefined ? port : (portNumber(second) ?? second);
  if (typeof target === 'string' && !/^[a-z0-9](?:[a-z0-9-]{0,13}[a-z0-9])?$/.test(target)) {
    throw new KubectlError(`must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)`);
  }
  return { name: text.replace(':', '-'), protocol: 'TCP', port, targetPort: target };
}

function service(
  name: string,
  tcp: readonly string[],
  spec: { type: string; clusterIP?: string; nodePort?: number },
): MadeObject {
  const { nodePort, ...rest } = spec;
  const ports = tcp
    .map(parsePort)
    .map((port) => (nodePort === undefined || nodePort === 0 ? port : { ...port, nodePort }));
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name, creationTimestamp: null, labels: { app: name } },
    spec: { ...(ports.length === 0 ? {} : { ports }), selector: { app: name }, ...rest },
    status: { loadBalancer: {} },
  };
}

function needPorts(tcp: readonly string[]): void {
  if (tcp.length === 0) throw new KubectlError('at least one tcp port specifier must be provided');
}

const tcp = { tcp: stringsFlag() };

const clusterIp = generator({
  name: 'clusterip',
  flags: { ...tcp, clusterip: stringFlag() },
  make({ flags }, name): MadeObject {
    if (flags.clusterip !== 'None') needPorts(flags.tcp);
    const address = flags.clusterip === '' ? {} : { clusterIP: flags.clusterip };
    return service(name, flags.tcp, { ...address, type: 'ClusterIP' });
  },
});

const nodePort = generator({
  name: 'nodeport',
  flags: { ...tcp, 'node-port': intFlag(0) },
  make({ flags }, name): MadeObject {
    needPorts(flags.tcp);
    return service(name, flags.tcp, { type: 'NodePort', nodePort: flags['node-port'] });
  },
});

const loadBalancer = generator({
  name: 'loadbalancer',
  flags: tcp,
  make({ flags }, name): MadeObject {
    needPorts(flags.tcp);
    return service(name, flags.tcp, { type: 'LoadBalancer' });
  },
});

const externalName = generator({
  name: 'externalname',
  required: ['external-name'],
  flags: { ...tcp, 'external-name': stringFlag() },
  make({ flags }, name): MadeObject {
    const made = service(name, flags.tcp, { type: 'ExternalName' });
    if (isDNS1123Subdomain(flags['external-name']).length > 0) {
      throw new KubectlError(`invalid service external name ${flags['external-name']}`);
    }
    return { ...made, spec: { ...(made['spec'] as object), externalName: flags['external-name'] } };
  },
});

export const createService: CommandGroup = {
  name: 'service',
  aliases: ['svc'],
  refuses: 'unknown command',
  bareHelp: 'err',
  commands: [clusterIp, externalName, loadBalancer, nodePort],
};

const RULE =
  /^(?<host>[^/=]*)(?<path>\/[^=]*)=(?<service>[a-z0-9](?:[-a-z0-9]*[a-z0-9])?):(?<port>[\w-]+)(?<tls>,tls(?:=(?<secret>.+))?)?$/;

interface IngressRule {
  host: string;
  http: { paths: object[] };
}

function backendPort(text: string): object {
  return /^\d+$/.test(text) ? { number: Number(text) } : { name: text };
}

function readRule(text: string): {
  host: string;
  path: object;
  tls: { hosts: string[]; secretName?: string } | undefined;
} {
  const groups = RULE.exec(text)?.groups;
  if (groups === undefined) {
    throw new KubectlError(`rule ${text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
  }
  const { host = '', path: written = '/', service: name = '', port = '', tls, secret = '' } = groups;
  const isPrefix = written.endsWith('*');
  const path = {
    path: isPrefix ? written.slice(0, -1) : written,
    pathType: isPrefix ? 'Prefix' : 'Exact',
    backend: { service: { name, port: backendPort(port) } },
  };
  const hosts = host === '' ? [] : [host];
  return {
    host,
    path,
    tls: tls === undefined ? undefined : { hosts, ...(secret === '' ? {} : { secretName: secret }) },
  };
}

export const createIngress = generator({
  name: 'ingress',
  aliases: ['ing'],
  flags: {
    annotation: stringArrayFlag(),
    class: stringFlag(),
    'default-backend': stringFlag(),
    rule: stringArrayFlag(),
  },
  make({ flags }, name): MadeObject {
    if (flags['default-backend'] === '' && flags.rule.length === 0) {
      throw new KubectlError(
        'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
      );
    }
    const rules = new Map<string, IngressRule>();
    const tls: object[] = [];
    for (const read of flags.rule.map(readRule)) {
      const rule = rules.get(read.host) ?? { host: read.host, http: { paths: [] } };
      rule.http.paths.push(read.path);
      rules.set(read.host, rule);
      if (read.tls !== undefined) tls.push(read.tls);
    }
    const [service = '', port = ''] = flags['default-backend'].split(':');
    if (flags['default-backend'] !== '' && (service === '' || port === '')) {
      throw new KubectlError('default-backend should be in format servicename:serviceport');
    }
    const annotations = Object.fromEntries(
      flags.annotation.map((item) => [item.split('=')[0] ?? '', item.slice(item.indexOf('=') + 1)]),
    );
    return {
      kind: 'Ingress',
      apiVersion: 'networking.k8s.io/v1',
      metadata: { name, creationTimestamp: null, ...(flags.annotation.length === 0 ? {} : { annotations }) },
      spec: {
        ...(flags.class === '' ? {} : { ingressClassName: flags.class }),
        ...(service === '' ? {} : { defaultBackend: { service: { name: service, port: backendPort(port) } } }),
        ...(tls.length === 0 ? {} : { tls }),
        ...(rules.size === 0
          ? {}
          : { rules: [...rules.values()].map(({ host, http }) => (host === '' ? { http } : { host, http })) }),
      },
      status: { loadBalancer: {} },
    };
  },
});
