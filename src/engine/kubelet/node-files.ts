import type { Container, Node, Pod } from '../kinds/types/index.ts';

/** Folders of a node, and those in them that people look for. */
const FOLDERS = [
  'bin/',
  'boot/',
  'dev/',
  'etc/cni/net.d/',
  'etc/containerd/',
  'etc/kubernetes/manifests/',
  'home/',
  'kind/',
  'lib/',
  'lib64/',
  'media/',
  'mnt/',
  'opt/cni/bin/',
  'proc/',
  'root/',
  'run/containerd/',
  'sbin/',
  'srv/',
  'sys/',
  'tmp/',
  'usr/bin/',
  'usr/lib/',
  'usr/local/bin/',
  'var/lib/containerd/',
  'var/lib/kubelet/pki/',
  'var/lib/kubelet/pods/',
  'var/log/containers/',
  'var/log/pods/',
];

const KUBELET_CONFIG = `apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  anonymous:
    enabled: false
  webhook:
    cacheTTL: 0s
    enabled: true
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt
authorization:
  mode: Webhook
cgroupDriver: systemd
clusterDNS:
- 10.96.0.10
clusterDomain: cluster.local
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
kind: KubeletConfiguration
rotateCertificates: true
staticPodPath: /etc/kubernetes/manifests
`;

/** The files of a node's own disk that people look at, by their paths below its root. */
function filesOf({ metadata, status }: Node): Record<string, string> {
  const { osImage = '', machineID = '', kubeletVersion = '' } = status.nodeInfo ?? {};
  const codename = /\((.+)\)/.exec(osImage)?.[1] ?? '';
  const version = /\d+/.exec(osImage)?.[0] ?? '';
  return {
    ...Object.fromEntries(FOLDERS.map((folder) => [folder, ''])),
    'etc/hostname': `${metadata.name}\n`,
    'etc/hosts': '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n',
    'etc/machine-id': `${machineID}\n`,
    'etc/os-release': `PRETTY_NAME="${osImage}"\nNAME="Debian GNU/Linux"\nVERSION_ID="${version}"\nVERSION="${version} (${codename})"\nVERSION_CODENAME=${codename}\nID=debian\nHOME_URL="https://www.debian.org/"\n`,
    'kind/version': `${kubeletVersion}\n`,
    'var/lib/kubelet/config.yaml': KUBELET_CONFIG,
  };
}

/** What a container sees of its node's own disk through `hostPath` volumes, by path. */
export function nodeFiles(pod: Pod, { volumeMounts = [] }: Container, node: Node | undefined): Record<string, string> {
  const seen: Record<string, string> = {};
  for (const { name, mountPath, subPath } of volumeMounts) {
    const host = pod.spec.volumes?.find((volume) => volume.name === name)?.hostPath?.path;
    if (host === undefined || subPath !== undefined || node === undefined) continue;
    const inside = host.replace(/^\/+|\/+$/g, '');
    for (const [path, text] of Object.entries(filesOf(node))) {
      if (inside !== '' && !path.startsWith(`${inside}/`)) continue;
      const below = inside === '' ? path : path.slice(inside.length + 1);
      seen[`${mountPath.replace(/\/+$/, '')}/${below}`] = text;
    }
  }
  return seen;
}
