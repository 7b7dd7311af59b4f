import type { CommandGroup } from '../command.ts';
import { alpha } from './alpha.ts';
import { apiResources, apiVersions } from './api-resources.ts';
import { editLastApplied, setLastApplied, viewLastApplied } from './apply-last-applied.ts';
import { apply as applyFiles } from './apply.ts';
import { attach } from './attach.ts';
import { auth } from './auth.ts';
import { autoscale } from './autoscale.ts';
import { certificate } from './certificate.ts';
import { clusterInfoDump } from './cluster-info-dump.ts';
import { completion } from './completion.ts';
import { config } from './config.ts';
import { cordon, uncordon } from './cordon.ts';
import { cp } from './cp.ts';
import { createToken } from './create-token.ts';
import { debug } from './debug.ts';
import {
  createConfigMap,
  createNamespace,
  createQuota,
  createSecret,
  createServiceAccount,
} from './create-configuration.ts';
import { createIngress, createService } from './create-network.ts';
import { createClusterRole, createClusterRoleBinding, createRole, createRoleBinding } from './create-rbac.ts';
import {
  createCronJob,
  createDeployment,
  createJob,
  createPodDisruptionBudget,
  createPriorityClass,
} from './create-workloads.ts';
import { createFromFile } from './create.ts';
import { deleteCommand } from './delete.ts';
import { describe } from './describe.ts';
import { diff } from './diff.ts';
import { drain } from './drain.ts';
import { edit } from './edit.ts';
import { events } from './events.ts';
import { exec } from './exec.ts';
import { explain } from './explain.ts';
import { expose } from './expose.ts';
import { get } from './get.ts';
import { help } from './help.ts';
import { kustomize } from './kustomize.ts';
import { annotate, label } from './label.ts';
import { logs } from './logs.ts';
import { options } from './options.ts';
import { patch } from './patch.ts';
import { plugin } from './plugin.ts';
import { portForward } from './port-forward.ts';
import { proxy } from './proxy.ts';
import { replace } from './replace.ts';
import { rollout } from './rollout.ts';
import { run } from './run.ts';
import { scale } from './scale.ts';
import { set } from './set.ts';
import { taint } from './taint.ts';
import { top } from './top.ts';
import { clusterInfo as clusterAddresses, version } from './version.ts';
import { wait } from './wait.ts';

const create: CommandGroup = {
  name: 'create',
  refuses: 'Unexpected args',
  bareHelp: 'err',
  self: createFromFile,
  commands: [
    createClusterRole,
    createClusterRoleBinding,
    createConfigMap,
    createCronJob,
    createDeployment,
    createIngress,
    createJob,
    createNamespace,
    createPodDisruptionBudget,
    createPriorityClass,
    createQuota,
    createRole,
    createRoleBinding,
    createSecret,
    createService,
    createServiceAccount,
    createToken,
  ],
};

const apply: CommandGroup = {
  name: 'apply',
  refuses: 'Unexpected args',
  bareHelp: 'err',
  self: applyFiles,
  commands: [viewLastApplied, setLastApplied, editLastApplied],
};

const clusterInfo: CommandGroup = {
  name: 'cluster-info',
  refuses: 'Unexpected args',
  bareHelp: 'err',
  self: clusterAddresses,
  commands: [clusterInfoDump],
};

/** All that `kubectl` can be followed by. */
export const root: CommandGroup = {
  name: 'kubectl',
  refuses: 'unknown command',
  bareHelp: 'out',
  // In the order in which cobra suggests them.
  commands: [
    create,
    expose,
    run,
    set,
    explain,
    get,
    edit,
    deleteCommand,
    rollout,
    scale,
    autoscale,
    certificate,
    clusterInfo,
    top,
    cordon,
    uncordon,
    drain,
    taint,
    describe,
    logs,
    attach,
    exec,
    portForward,
    proxy,
    cp,
    auth,
    debug,
    events,
    diff,
    apply,
    patch,
    replace,
    wait,
    kustomize,
    label,
    annotate,
    completion,
    alpha,
    config,
    plugin,
    version,
    apiVersions,
    apiResources,
    options,
    help,
  ],
};
