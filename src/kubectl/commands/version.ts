import { serverVersion, type Service } from '../../engine/index.ts';
import { toJson, toYaml } from '../../manifests/index.ts';
import { ApiClient } from '../api.ts';
import { instantCommand } from '../command.ts';
import { KubectlError } from '../errors.ts';
import { boolFlag, stringFlag } from '../flags.ts';
import { serverOf } from '../kubeconfig.ts';

const KUSTOMIZE_VERSION = 'v5.5.0';

/** `kubectl version` (kubectl pkg/cmd/version/version.go). */
export const version = instantCommand({
  name: 'version',
  flags: { client: boolFlag(), output: stringFlag('', { shorthand: 'o' }) },
  run({ env, flags, args }) {
    if (args.length > 0) throw new KubectlError(`extra arguments: [${args.join(' ')}]`);
    if (!['', 'json', 'yaml'].includes(flags.output)) throw new KubectlError("--output must be 'yaml' or 'json'");
    const { gitVersion } = serverVersion;
    const all = {
      // Both are of the same release.
      clientVersion: serverVersion,
      kustomizeVersion: KUSTOMIZE_VERSION,
      ...(flags.client ? {} : { serverVersion }),
    };
    if (flags.output === 'yaml') env.out(`${toYaml(all)}\n`);
    else if (flags.output === 'json') env.out(toJson(all, { sorted: false }).replaceAll('    ', '  '));
    else {
      env.out(`Client Version: ${gitVersion}\nKustomize Version: ${KUSTOMIZE_VERSION}\n`);
      if (!flags.client) env.out(`Server Version: ${gitVersion}\n`);
    }
  },
});

const SERVICES = { group: '', resource: 'services', namespaced: true } as const;

/** `kubectl cluster-info` (kubectl pkg/cmd/clusterinfo/clusterinfo.go), without the colours. */
export const clusterInfo = instantCommand({
  name: 'cluster-info',
  flags: {},
  run({ env }) {
    const server = serverOf(env.state);
    env.out(`Kubernetes control plane is running at ${server}\n`);
    const labelSelector = 'kubernetes.io/cluster-service=true';
    for (const item of new ApiClient(env).list(SERVICES, 'kube-system', { labelSelector }).items) {
      const { metadata, spec } = item as unknown as Service;
      const name = metadata.labels?.['kubernetes.io/name'] ?? metadata.name;
      const port = spec.ports?.[0]?.name;
      const path = `${metadata.name}${port === undefined ? '' : `:${port}`}`;
      env.out(`${name} is running at ${server}/api/v1/namespaces/kube-system/services/${path}/proxy\n`);
    }
    env.out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
  },
});
