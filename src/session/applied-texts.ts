import { builtinResources } from '../engine/index.ts';
import type { Json, KubeObject } from '../engine/index.ts';
import type { Act } from './branch.ts';
import type { AppliedFile } from './persistence.ts';
import type { RemovedObject } from './state.ts';

interface AppliedState {
  /** The act after which it is so; 0: from the beginning. */
  readonly act: number;
  readonly files: readonly AppliedFile[];
  /** Objects that texts have brought into the cluster, by identity. */
  readonly owned: ReadonlyMap<string, RemovedObject>;
}

const STATE_LIMIT = 200;

/**
 * What was applied from which file, and which objects of the cluster come from texts. It belongs to a line of history:
 * when an application is undone, so is what is remembered of it.
 */
export class AppliedTexts {
  private states: readonly AppliedState[];

  constructor(files: readonly AppliedFile[]) {
    const objects = files.flatMap(({ requests }) => requests.map(({ body }) => identityOf(body)));
    this.states = [{ act: 0, files, owned: new Map(objects.map((object) => [keyOf(object), object])) }];
  }

  /** How it stands after these acts. */
  after(acts: readonly Act[]): AppliedState {
    const known = this.states.findLast(({ act }) => act === 0 || acts.some(({ id }) => id === act));
    return known ?? { act: 0, files: [], owned: new Map() };
  }

  /** States how it is from the last of these acts on. */
  change(acts: readonly Act[], part: Partial<Omit<AppliedState, 'act'>>): void {
    const before = this.after(acts);
    const act = acts.at(-1)?.id ?? 0;
    const others = this.states.filter((state) => state.act !== act);
    this.states = [...others, { ...before, ...part, act }].slice(-STATE_LIMIT);
  }
}

/** What names an object, for maps. */
export function keyOf({ apiVersion, kind, namespace, name }: RemovedObject): string {
  return `${apiVersion}/${kind}/${namespace}/${name}`;
}

function identityOf(body: Json | undefined): RemovedObject {
  const { apiVersion = '', kind = '', metadata } = (body ?? {}) as Partial<KubeObject>;
  const isNamespaced = builtinResources.find((each) => each.kind === kind)?.namespaced ?? true;
  return {
    apiVersion,
    kind,
    namespace: isNamespaced ? (metadata?.namespace ?? 'default') : '',
    name: metadata?.name ?? '',
  };
}
