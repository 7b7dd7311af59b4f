import { servedVersions } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { instantCommand } from '../command.ts';
import { KubectlError, usageError } from '../errors.ts';
import { boolFlag, stringFlag, stringsFlag } from '../flags.ts';
import { alignLines, TABLE_TABS } from '../output/tabular.ts';
import { Discovery, groupVersion } from '../resources.ts';

/** `kubectl api-resources` (kubectl pkg/cmd/apiresources/apiresources.go). */
export const apiResources = instantCommand({
  name: 'api-resources',
  flags: {
    'api-group': stringFlag(),
    cached: boolFlag(),
    categories: stringsFlag(),
    namespaced: boolFlag(true),
    'no-headers': boolFlag(),
    output: stringFlag('', { shorthand: 'o' }),
    'sort-by': stringFlag(),
    verbs: stringsFlag(),
  },
  run(call) {
    const { env, flags: given, args, path } = call;
    if (args.length > 0) throw usageError(path, `unexpected arguments: [${args.join(' ')}]`);
    if (!['', 'wide', 'name'].includes(given.output))
      throw new KubectlError(`--output ${given.output} is not available`);
    if (!['', 'name', 'kind'].includes(given['sort-by'])) {
      throw new KubectlError('--sort-by accepts only name or kind');
    }
    const key = (resource: { group: string; resource: string; kind: string }): string => {
      if (given['sort-by'] === 'kind') return resource.kind;
      return given['sort-by'] === 'name' ? resource.resource : resource.group;
    };
    const found = new Discovery(new ApiClient(env)).resources
      .filter(
        ({ group, namespaced, verbs, categories }) =>
          (!call.changed('api-group') || group === given['api-group']) &&
          (!call.changed('namespaced') || namespaced === given.namespaced) &&
          given.verbs.every((verb) => verbs.includes(verb)) &&
          given.categories.every((category) => categories.includes(category)),
      )
      .toSorted((a, b) => {
        const [left, right] = [key(a), key(b)];
        if (left !== right) return left < right ? -1 : 1;
        return a.resource < b.resource ? -1 : a.resource > b.resource ? 1 : 0;
      });
    if (given.output === 'name') {
      for (const { resource, group } of found) env.out(`${resource}${group === '' ? '' : `.${group}`}\n`);
      return;
    }
    const isWide = given.output === 'wide';
    const rows = found.map((resource) =>
      [
        resource.resource,
        resource.shortNames.join(','),
        groupVersion(resource),
        String(resource.namespaced),
        resource.kind,
        ...(isWide ? [resource.verbs.join(','), resource.categories.join(',')] : []),
      ].join('\t'),
    );
    const titles = [
      'NAME',
      'SHORTNAMES',
      'APIVERSION',
      'NAMESPACED',
      'KIND',
      ...(isWide ? ['VERBS', 'CATEGORIES'] : []),
    ];
    const lines = given['no-headers'] ? rows : [titles.join('\t'), ...rows];
    if (lines.length > 0) env.out(`${alignLines(lines, TABLE_TABS).join('\n')}\n`);
  },
});

/** `kubectl api-versions` (kubectl pkg/cmd/apiresources/apiversions.go). */
export const apiVersions = instantCommand({
  name: 'api-versions',
  flags: {},
  run({ env, args, path }) {
    if (args.length > 0) throw usageError(path, `unexpected arguments: [${args.join(' ')}]`);
    const custom = new Discovery(new ApiClient(env)).versions.map(groupVersion);
    for (const version of [...new Set([...servedVersions, ...custom])].toSorted()) env.out(`${version}\n`);
  },
});
