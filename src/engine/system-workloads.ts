import type { Client } from './api/client.ts';
import { coreDnsImage, kubeProxyImage } from './images/preloaded.ts';
import type { ContainerPort, PodSpec, Toleration } from './kinds/types/index.ts';

/** What kubeadm runs in kube-system of every cluster (kubernetes cmd/kubeadm/app/phases/addons). */

const NAMESPACE = 'kube-system';
const LINUX = { 'kubernetes.io/os': 'linux' };
const DNS_LABELS = { 'k8s-app': 'kube-dns' };
const PROXY_LABELS = { 'k8s-app': 'kube-proxy' };

/** The tenth address of the Services' range, which every pod's resolv.conf names. */
const DNS_ADDRESS = '10.96.0.10';

const COREFILE = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
`;

const PROXY_CONFIG = `apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clusterCIDR: 10.244.0.0/16
mode: iptables
`;

const TOLERATES_ALL: Toleration = { operator: 'Exists' };
const DNS_TOLERATIONS: Toleration[] = [
  { key: 'CriticalAddonsOnly', operator: 'Exists' },
  { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
];

const DNS_PORTS: ContainerPort[] = [
  { containerPort: 53, name: 'dns', protocol: 'UDP' },
  { containerPort: 53, name: 'dns-tcp', protocol: 'TCP' },
  { containerPort: 9153, name: 'metrics', protocol: 'TCP' },
];

function dnsPod(): PodSpec {
  const apart = {
    labelSelector: { matchExpressions: [{ key: 'k8s-app', operator: 'In' as const, values: ['kube-dns'] }] },
    topologyKey: 'kubernetes.io/hostname',
  };
  return {
    affinity: {
      podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: apart }] },
    },
    containers: [
      {
        name: 'coredns',
        image: coreDnsImage,
        args: ['-conf', '/etc/coredns/Corefile'],
        imagePullPolicy: 'IfNotPresent',
        ports: DNS_PORTS,
        resources: { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } },
        livenessProbe: {
          httpGet: { path: '/health', port: 8080, scheme: 'HTTP' },
          initialDelaySeconds: 60,
          timeoutSeconds: 5,
          successThreshold: 1,
          failureThreshold: 5,
        },
        readinessProbe: { httpGet: { path: '/ready', port: 8181, scheme: 'HTTP' } },
        volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns', readOnly: true }],
      },
    ],
    dnsPolicy: 'Default',
    nodeSelector: LINUX,
    priorityClassName: 'system-cluster-critical',
    serviceAccountName: 'coredns',
    tolerations: DNS_TOLERATIONS,
    volumes: [
      { name: 'config-volume', configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }] } },
    ],
  };
}

function proxyPod(): PodSpec {
  return {
    containers: [
      {
        name: 'kube-proxy',
        image: kubeProxyImage,
        command: [
          '/usr/local/bin/kube-proxy',
          '--config=/var/lib/kube-proxy/config.conf',
          '--hostname-override=$(NODE_NAME)',
        ],
        env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
        imagePullPolicy: 'IfNotPresent',
        securityContext: { privileged: true },
        volumeMounts: [
          { name: 'kube-proxy', mountPath: '/var/lib/kube-proxy' },
          { name: 'xtables-lock', mountPath: '/run/xtables.lock' },
          { name: 'lib-modules', mountPath: '/lib/modules', readOnly: true },
        ],
      },
    ],
    hostNetwork: true,
    nodeSelector: LINUX,
    priorityClassName: 'system-node-critical',
    serviceAccountName: 'kube-proxy',
    tolerations: [TOLERATES_ALL],
    volumes: [
      { name: 'kube-proxy', configMap: { name: 'kube-proxy' } },
      { name: 'xtables-lock', hostPath: { path: '/run/xtables.lock', type: 'FileOrCreate' } },
      { name: 'lib-modules', hostPath: { path: '/lib/modules' } },
    ],
  };
}

function installConfiguration(client: Client): void {
  const configurations = { coredns: { Corefile: COREFILE }, 'kube-proxy': { 'config.conf': PROXY_CONFIG } };
  for (const [name, data] of Object.entries(configurations)) {
    const metadata = { name, namespace: NAMESPACE };
    client.create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data });
    client.create('serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  }
}

function installDns(client: Client): void {
  client.create('services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'kube-dns',
      namespace: NAMESPACE,
      labels: { ...DNS_LABELS, 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' },
      annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
    },
    spec: {
      type: 'ClusterIP',
      clusterIP: DNS_ADDRESS,
      clusterIPs: [DNS_ADDRESS],
      selector: DNS_LABELS,
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
        { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
        { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
      ],
    },
  });
  client.create('deployments', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'coredns', namespace: NAMESPACE, labels: DNS_LABELS },
    spec: {
      replicas: 2,
      selector: { matchLabels: DNS_LABELS },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: '25%' } },
      template: { metadata: { labels: DNS_LABELS }, spec: dnsPod() },
    },
  });
}

/** Writes CoreDNS with its Service, and kube-proxy for each node; their pods run in the cluster's first seconds. */
export function installSystemWorkloads(client: Client): void {
  installConfiguration(client);
  installDns(client);
  client.create('daemonsets', {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'kube-proxy', namespace: NAMESPACE, labels: PROXY_LABELS },
    spec: {
      selector: { matchLabels: PROXY_LABELS },
      template: { metadata: { labels: PROXY_LABELS }, spec: proxyPod() },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
    },
  });
}
