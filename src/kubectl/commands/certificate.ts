import { toRFC3339 } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { instantCommand, type AnyCommand, type CommandGroup } from '../command.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { filenameFlags, readManifestFiles, readObjects } from '../files.ts';
import { boolFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { printerFor, printFlags } from '../output/format.ts';
import { Discovery, nameOf } from '../resources.ts';
import { fetchTargets } from '../targets.ts';

interface RequestCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastUpdateTime?: string;
}

/** `kubectl certificate approve` or `deny` (kubectl pkg/cmd/certificates/certificates.go). */
function decision(name: 'approve' | 'deny', type: 'Approved' | 'Denied', done: string): AnyCommand {
  return instantCommand({
    name,
    flags: { ...filenameFlags, ...printFlags, force: boolFlag() },
    run(call) {
      const { env, flags: given, args } = call;
      if (args.length === 0 && given.filename.length === 0 && given.kustomize === '') {
        throw new KubectlError('one or more CSRs must be specified as <name> or -f <filename>');
      }
      const print = printerFor(given, { readFile: (path) => env.readFile(path), extra: [] });
      const api = new ApiClient(env);
      const discovery = new Discovery(api);
      const resource = discovery.resolve('certificatesigningrequests');
      const errors: Error[] = [];
      const place = { ...namespaceOf(call), validate: false };
      const files = readObjects(readManifestFiles(env, given), discovery, place, errors);
      for (const target of [...args, ...files.map((info) => info.name)]) {
        const [info] = fetchTargets(api, [{ resource, name: target }], '', {}, errors);
        if (info === undefined) continue;
        const request = info.object;
        const { conditions = [] } = (request.status ?? {}) as { conditions?: RequestCondition[] };
        const isDone = conditions.some((condition) => condition.type === type);
        const reason = `Kubectl${type === 'Approved' ? 'Approve' : 'Deny'}`;
        const message = `This CSR was ${type === 'Approved' ? 'approved' : 'denied'} by kubectl certificate ${name}.`;
        const lastUpdateTime = toRFC3339(env.now());
        const added = [...conditions, { type, status: 'True', reason, message, lastUpdateTime }];
        const decided =
          isDone && !given.force
            ? request
            : api.update(
                resource,
                '',
                target,
                { ...request, status: { ...request.status, conditions: added } },
                { subresource: 'approval' },
              );
        if (print !== undefined) env.out(print(decided));
        else
          env.out(given.output === 'name' ? `${nameOf(resource, target)}\n` : `${nameOf(resource, target)} ${done}\n`);
      }
      throwAll(errors);
    },
  });
}

export const certificate: CommandGroup = {
  name: 'certificate',
  refuses: 'nothing',
  bareHelp: 'out',
  commands: [decision('approve', 'Approved', 'approved'), decision('deny', 'Denied', 'denied')],
};
