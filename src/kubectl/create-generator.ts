import type { GenericObject } from '../engine/index.ts';
import { ApiClient } from './api.ts';
import { instantCommand, type AnyCommand, type Call } from './command.ts';
import { dryRunFlags, dryRunOf, dryRunSuffix } from './dry-run.ts';
import { KubectlError, StatusError, usageError } from './errors.ts';
import { boolFlag, stringFlag, type FlagDefinitions } from './flags.ts';
import { withLastCreated } from './last-applied.ts';
import { namespaceOf } from './namespace.ts';
import { printerFor, printFlags } from './output/format.ts';
import { Discovery, nameOf } from './resources.ts';
import { fieldValidationOf, validateFlags } from './validation.ts';

/** The flags of every command that makes an object out of flags. */
export const madeFlags = {
  ...dryRunFlags,
  ...printFlags,
  'field-manager': stringFlag('kubectl-create'),
  'save-config': boolFlag(),
};

/** Those of `kubectl create KIND`. */
export const generatorFlags = { ...madeFlags, ...validateFlags };

/** An object that kubectl made itself; its fields are in the order of Go's structs, for `-o json`. */
export interface MadeObject {
  kind: string;
  apiVersion: string;
  metadata: {
    name: string;
    creationTimestamp: null;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: readonly object[];
  };
  [field: string]: unknown;
}

/** The one NAME of a `create` command (create.go, NameFromCommandArgs). */
export function onlyName(call: Call): string {
  const count = call.dashAt ?? call.args.length;
  const [name] = call.args;
  if (count !== 1 || name === undefined) throw usageError(call.path, `exactly one NAME is required, got ${count}`);
  return name;
}

/**
 * Makes, prints or sends an object as every `create` command does; `operation` is what it says then. `wire` is the same
 * object in the version that the server keeps, when that is another one, and `show` tells what is printed of the server's.
 */
export function submit(
  call: Call<typeof madeFlags> | Call<typeof generatorFlags>,
  object: MadeObject,
  operation = 'created',
  wire: MadeObject = object,
  show: (created: GenericObject) => GenericObject = (created) => created,
): GenericObject {
  const { env, flags: given } = call;
  const dryRun = dryRunOf(given);
  const { namespace, isExplicit } = namespaceOf(call);
  const resource = new Discovery(undefined).ofKind(object.apiVersion, object.kind);
  if (resource === undefined) throw new Error(`kubectl makes no ${object.kind}`);
  const print = printerFor(given, { readFile: (path) => env.readFile(path), extra: [], isTyped: true });
  const isPlaced = resource.namespaced && (isExplicit || dryRun !== 'client');
  const { name, creationTimestamp, ...rest } = object.metadata;
  const metadata = isPlaced ? { name, namespace, creationTimestamp, ...rest } : object.metadata;
  // What is missing is filled in by the API server.
  const made = { ...(dryRun === 'client' ? object : wire), metadata } as unknown as GenericObject;
  const noted = given['save-config'] ? withLastCreated(made) : made;
  const created =
    dryRun === 'client'
      ? noted
      : new ApiClient(env).create(resource, namespace, noted, {
          fieldManager: given['field-manager'],
          ...('validate' in given ? { fieldValidation: fieldValidationOf(given) } : {}),
          dryRun: dryRun === 'server',
        });
  const shown = nameOf(resource, created.metadata.name);
  if (print !== undefined) env.out(print(dryRun === 'client' ? created : show(created)));
  else env.out(given.output === 'name' ? `${shown}\n` : `${shown} ${operation}${dryRunSuffix(dryRun)}\n`);
  return created;
}

/** What `create` says before the API server's refusal; of other kinds it says the refusal alone. */
const FAILURES: Readonly<Record<string, string>> = {
  ClusterRoleBinding: 'clusterrolebinding:',
  ConfigMap: 'configmap:',
  CronJob: 'cronjob:',
  Deployment: 'deployment:',
  Ingress: 'ingress:',
  Job: 'job:',
  PodDisruptionBudget: 'poddisruptionbudgets:',
  PriorityClass: 'priorityclass:',
  ResourceQuota: 'quota:',
  RoleBinding: 'rolebinding:',
  Secret: 'secret',
  ServiceAccount: 'serviceaccount:',
};

function withFailure(error: unknown, { kind, spec }: MadeObject): unknown {
  if (!(error instanceof StatusError)) return error;
  const { type } = (spec ?? {}) as { type?: string };
  const doing = kind === 'Service' ? `${type ?? 'ClusterIP'} service:` : FAILURES[kind];
  return doing === undefined ? error : new KubectlError(`failed to create ${doing} ${error.message}`);
}

/** A `kubectl create <kind> NAME` command. */
export function generator<D extends FlagDefinitions>(definition: {
  name: string;
  aliases?: readonly string[];
  flags: D;
  required?: readonly string[];
  /** The object; wrong flags are a KubectlError. */
  make(call: Call<D & typeof generatorFlags>, name: string): MadeObject;
}): AnyCommand {
  return instantCommand({
    name: definition.name,
    ...(definition.aliases === undefined ? {} : { aliases: definition.aliases }),
    ...(definition.required === undefined ? {} : { required: definition.required }),
    flags: { ...generatorFlags, ...definition.flags },
    run(call) {
      // The flags are those of both, which TypeScript cannot see through the generic spread.
      const own = call as unknown as Call<D & typeof generatorFlags>;
      const object = definition.make(own, onlyName(call as unknown as Call));
      try {
        submit(call as unknown as Call<typeof generatorFlags>, object);
      } catch (error) {
        throw withFailure(error, object);
      }
    },
  });
}
