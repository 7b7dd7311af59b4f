import { ApiClient } from '../api.ts';
import { instantCommand, type CommandGroup } from '../command.ts';
import { KubectlError } from '../errors.ts';
import { boolFlag, stringFlag } from '../flags.ts';
import { printerFor, printFlags } from '../output/format.ts';
import { alignLines, TABLE_TABS } from '../output/tabular.ts';
import { Discovery } from '../resources.ts';
import { reconcile } from './auth-reconcile.ts';

const VERBS = [
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  'use',
  'bind',
  'impersonate',
  '*',
];

/** `kubectl auth can-i` (kubectl pkg/cmd/auth/cani.go). The person at this terminal is the cluster's administrator. */
const canI = instantCommand({
  name: 'can-i',
  flags: {
    'all-namespaces': boolFlag(false, { shorthand: 'A' }),
    list: boolFlag(),
    'no-headers': boolFlag(),
    quiet: boolFlag(false, { shorthand: 'q' }),
    subresource: stringFlag(),
  },
  run({ env, args, flags }) {
    if (flags.list) {
      const rows = ['Resources\tNon-Resource URLs\tResource Names\tVerbs', '*.*\t[]\t[]\t[*]', '\t[*]\t[]\t[*]'];
      env.out(`${alignLines(flags['no-headers'] ? rows.slice(1) : rows, TABLE_TABS).join('\n')}\n`);
      return;
    }
    const [verb, type, ...more] = args;
    if (verb === undefined || type === undefined || more.length > 0) {
      throw new KubectlError(
        "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
      );
    }
    if (!type.startsWith('/')) {
      const name = type.split('/')[0] ?? type;
      if (name !== '*' && new Discovery(new ApiClient(env)).find(name) === undefined) {
        env.err(`Warning: the server doesn't have a resource type '${name}'\n\n`);
      }
      if (!VERBS.includes(verb)) env.err(`Warning: verb '${verb}' is not a known verb\n\n`);
    }
    if (!flags.quiet) env.out('yes\n');
  },
});

const REVIEWS = { group: 'authentication.k8s.io', resource: 'selfsubjectreviews', namespaced: false } as const;

/** `kubectl auth whoami` (kubectl pkg/cmd/auth/whoami.go). */
const whoami = instantCommand({
  name: 'whoami',
  flags: printFlags,
  run({ env, flags }) {
    const print = printerFor(flags, { readFile: (file) => env.readFile(file), extra: [], isTyped: true });
    const asked = { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1', metadata: {} };
    const review = new ApiClient(env).create(REVIEWS, '', asked);
    if (flags.output === 'name') return env.out('selfsubjectreview.authentication.k8s.io/<unknown>\n');
    if (print !== undefined) return env.out(print(review));
    const { userInfo } = review.status as { userInfo: { username: string; groups: readonly string[] } };
    const rows = ['ATTRIBUTE\tVALUE', `Username\t${userInfo.username}`, `Groups\t[${userInfo.groups.join(' ')}]`];
    env.out(`${alignLines(rows, TABLE_TABS).join('\n')}\n`);
  },
});

export const auth: CommandGroup = {
  name: 'auth',
  refuses: 'unknown command',
  bareHelp: 'err',
  commands: [canI, reconcile, whoami],
};
