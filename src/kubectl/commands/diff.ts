import {
  createThreeWayJsonMergePatch,
  createThreeWayMergePatch,
  matchesLabels,
  parseLabelSelector,
  patchSchemaOf,
  type GenericObject,
} from '../../engine/index.ts';
import { toYaml } from '../../manifests/index.ts';
import { ApiClient } from '../api.ts';
import { instantCommand } from '../command.ts';
import { KubectlError, SilentExit, throwAll, usageError } from '../errors.ts';
import { filenameFlags, readManifestFiles, readObjects } from '../files.ts';
import { boolFlag, intFlag, stringArrayFlag, stringFlag } from '../flags.ts';
import { lastApplied, withLastApplied } from '../last-applied.ts';
import { namespaceOf } from '../namespace.ts';
import { unifiedDiff } from '../output/unified-diff.ts';
import { pruned, prunedKinds } from '../prune.ts';
import { Discovery } from '../resources.ts';
import type { ObjectInfo } from '../targets.ts';

/** The object as it would be after `apply`, without changing it. */
function merged(api: ApiClient, info: ObjectInfo, live: GenericObject | undefined): GenericObject {
  const modified = withLastApplied(info.object);
  if (live === undefined) return api.create(info.resource, info.namespace, modified, { dryRun: true });
  const schema = patchSchemaOf(modified.apiVersion, modified.kind);
  const before = lastApplied(live);
  const patch =
    schema === undefined
      ? createThreeWayJsonMergePatch(before, modified, live)
      : createThreeWayMergePatch(before, modified, live, schema);
  const type = schema === undefined ? 'merge' : 'strategic';
  return api.patch(info.resource, info.namespace, info.name, type, patch, { dryRun: true });
}

function fileText(object: GenericObject | undefined): string {
  if (object === undefined) return '';
  const { managedFields: _managedFields, annotations, ...metadata } = object.metadata;
  const { 'kubectl.kubernetes.io/last-applied-configuration': _lastApplied, ...others } = annotations ?? {};
  const hasOthers = Object.keys(others).length > 0;
  return toYaml({ ...object, metadata: hasOthers ? { ...metadata, annotations: others } : metadata });
}

type DiffedObject = Pick<ObjectInfo, 'resource' | 'namespace' | 'name'>;

/** `kubectl diff` (kubectl pkg/cmd/diff/diff.go). Exit code 1 when there are differences, 2 when it failed. */
export const diff = instantCommand({
  name: 'diff',
  failureCode: 2,
  flags: {
    ...filenameFlags,
    concurrency: intFlag(1),
    'field-manager': stringFlag('kubectl-client-side-apply'),
    'force-conflicts': boolFlag(),
    prune: boolFlag(),
    'prune-allowlist': stringArrayFlag(),
    selector: stringFlag('', { shorthand: 'l' }),
    'server-side': boolFlag(),
    'show-managed-fields': boolFlag(),
  },
  run(call) {
    const { env, flags: given } = call;
    if (call.args.length > 0) throw usageError(call.path, `Unexpected args: [${call.args.join(' ')}]`);
    if (given.filename.length === 0 && given.kustomize === '') throw new KubectlError('must specify one of -f and -k');
    const api = new ApiClient(env);
    const errors: Error[] = [];
    const place = { ...namespaceOf(call), validate: true };
    let differs = false;
    const discovery = new Discovery(api);
    const requirements = parseLabelSelector(given.selector);
    const infos = readObjects(readManifestFiles(env, given), discovery, place, errors).filter(({ object }) =>
      matchesLabels(requirements, object.metadata.labels),
    );
    const show = ({ resource, namespace, name }: DiffedObject, hunks: string): void => {
      if (hunks === '') return;
      differs = true;
      const { group, version, kind } = resource;
      const file = [...(group === '' ? [] : [group]), version, kind, namespace, name].join('.');
      const date = `${new Date(env.now()).toISOString().slice(0, 19).replace('T', ' ')}.000000000 +0000`;
      env.out(`diff -u -N /tmp/LIVE-1/${file} /tmp/MERGED-1/${file}\n`);
      env.out(`--- /tmp/LIVE-1/${file}\t${date}\n+++ /tmp/MERGED-1/${file}\t${date}\n${hunks}`);
    };
    const applied = new Set<string>();
    for (const info of infos) {
      const live = api.find(info.resource, info.namespace, info.name);
      if (live !== undefined) applied.add(live.metadata.uid);
      show(info, unifiedDiff(fileText(live), fileText(merged(api, info, live))));
    }
    if (given.prune) {
      const allowlist = given['prune-allowlist'];
      const namespaces = new Set(infos.map(({ namespace }) => namespace).filter((name) => name !== ''));
      const scope = { allowlist, labelSelector: given.selector, namespaces, applied };
      for (const { resource, object } of pruned(api, prunedKinds(discovery, allowlist), scope)) {
        const { name, namespace = '' } = object.metadata;
        show({ resource, namespace, name }, unifiedDiff(fileText(object), ''));
      }
    }
    throwAll(errors);
    if (differs) throw new SilentExit(1);
  },
});
